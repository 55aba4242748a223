/**
 * The friend came from the advocate's own address, or from the network and with the same kind of phone: a person who invites
 * themselves, or somebody of the same home. Inside the signup it is a hint; later the days afterwards tell the two apart.
 */
import { z } from 'zod'
import type { FraudCase, OwnMarks } from '../signals/case.js'
import { rule } from '../signals/rule.js'

const hintMax = 5
/** Without reports of what friends do nobody tells a relative from a second account. */
const unprovenMax = 9
/** Of an address, of both, and of the network and the kind of phone: a phone on mobile data changes its address. */
const addressWeight = 4
const bothWeight = 13
const phoneWeight = 10
/** Another friend whom the same is true of: people have relatives, but few with the advocate's own kind of phone. */
const perFriend = 3

export const ownNetwork = rule({
  name: 'own_network',
  family: 'network',
  stages: ['signup', 'release'],
  parameters: z.strictObject({}),
  finds(one) {
    const { advocate, trace, group, sharedDevice, cluster } = one
    if (advocate === null) return undefined
    const weight = weightOf(advocate, trace)
    // Inside the signup nobody knows yet whether the network is a carrier's.
    if (weight === 0 || (group === null && advocate.address !== trace.address)) return undefined
    const neighbours = neighboursOf(one)
    const others = group?.siblings.filter((sibling) => weightOf(advocate, sibling) > addressWeight).length ?? 0
    const whole = weight / Math.log2(2 + neighbours) + perFriend * others
    // A phone that both use has one network and one kind anyway.
    const isOnePhone = sharedDevice > 0 || cluster?.holdsAdvocate === true
    const max = group === null || isOnePhone ? hintMax : group.usual.days === null ? unprovenMax : bothWeight
    const sameAgent = trace.agent !== null && advocate.agent === trace.agent ? 1 : 0
    return { weight: Math.min(max, Math.round(whole)), figures: { sameAgent, neighbours } }
  },
})

function weightOf(advocate: OwnMarks, friend: OwnMarks): number {
  const isSame = (mark: 'address' | 'subnet' | 'agent') => friend[mark] !== null && advocate[mark] === friend[mark]
  if (isSame('address')) return isSame('agent') ? bothWeight : addressWeight
  return isSame('subnet') && isSame('agent') ? phoneWeight : 0
}

/** Accounts of other advocates with the same address; or with the same network, if only that is shared. */
function neighboursOf({ advocate, advocateId, sameSubnet, trace }: FraudCase): number {
  const isHome = trace.address !== null && advocate?.address === trace.address
  return sameSubnet.filter((mate) => mate.advocateId !== advocateId && (!isHome || mate.address === trace.address))
    .length
}
