/**
 * The friend came from the advocate's own address, or from it and with the same kind of phone: a person who invites
 * themselves, or somebody of the same home. Inside the signup it is a hint; later the days afterwards tell the two apart.
 */
import { z } from 'zod'
import { rule } from '../signals/rule.js'

const hintMax = 5
/** Without reports of what friends do nobody tells a relative from a second account. */
const unprovenMax = 9

export const ownNetwork = rule({
  name: 'own_network',
  family: 'network',
  stages: ['signup', 'release'],
  parameters: z.strictObject({}),
  finds({ advocate, trace, group, sameSubnet, sharedDevice, cluster, advocateId }) {
    if (advocate === null || trace.address === null || advocate.address !== trace.address) return undefined
    const isSameAgent = trace.agent !== null && advocate.agent === trace.agent
    const neighbours = sameSubnet.filter(
      (mate) => mate.address === trace.address && mate.advocateId !== advocateId,
    ).length
    const whole = (isSameAgent ? 13 : 4) / Math.log2(2 + neighbours)
    // A phone that both use has one network and one kind anyway.
    const isOnePhone = sharedDevice > 0 || cluster?.holdsAdvocate === true
    const max = group === null || isOnePhone ? hintMax : group.usual.days === null ? unprovenMax : 13
    return { weight: Math.min(max, Math.round(whole)), figures: { sameAgent: isSameAgent ? 1 : 0, neighbours } }
  },
})
