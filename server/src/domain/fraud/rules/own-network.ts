/**
 * The friend came from the advocate's own address, or from it and with the same kind of phone: a person who invites
 * themselves, or somebody of the same home. Inside the signup it is a hint; later the days afterwards tell the two apart.
 */
import { z } from 'zod'
import { rule } from '../signals/rule.js'

const hintMax = 5

export const ownNetwork = rule({
  name: 'own_network',
  family: 'network',
  stages: ['signup', 'release'],
  parameters: z.strictObject({}),
  finds({ advocate, trace, stage, sameSubnet, sharedDevice, cluster }) {
    if (advocate === null || trace.address === null || advocate.address !== trace.address) return undefined
    const isSameAgent = trace.agent !== null && advocate.agent === trace.agent
    const neighbours = sameSubnet.filter(({ address }) => address === trace.address).length
    const whole = (isSameAgent ? 13 : 4) / Math.max(1, Math.log2(neighbours))
    // A phone that both use has one network and one kind anyway.
    const isOnePhone = sharedDevice > 0 || cluster?.holdsAdvocate === true
    const max = stage === 'signup' || isOnePhone ? hintMax : 13
    return { weight: Math.min(max, Math.round(whole)), figures: { sameAgent: isSameAgent ? 1 : 0, neighbours } }
  },
})
