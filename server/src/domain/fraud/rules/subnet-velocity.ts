/**
 * Many accounts came from the friend's network within an hour, of any advocate. A network is an IPv4 /24 or an IPv6 /48:
 * who rents one of these can change the rest at will. A household, which is one IPv4 address or an IPv6 /64, has a
 * bound of its own. A school or a carrier does this too, so it says little.
 */
import * as z from 'zod'
import { rule } from '../signals/rule.js'
import { within } from '../signals/times.js'

export const subnetVelocity = rule({
  name: 'subnet_velocity',
  family: 'network',
  stages: ['signup', 'release'],
  parameters: z.strictObject({
    perHour: z.int().min(2).max(24).default(10).describe('Other accounts from the network within an hour'),
    householdPerHour: z.int().min(2).max(24).default(5).describe('Other accounts from the address within an hour'),
  }),
  finds({ sameSubnet, trace, occurredAt }, { perHour, householdPerHour }) {
    const near = sameSubnet.filter((mate) => within(mate, occurredAt, 1))
    const household = trace.address === null ? 0 : near.filter(({ address }) => address === trace.address).length
    if (near.length < perHour && household < householdPerHour) return undefined
    return { weight: household >= householdPerHour ? 2 : 1, figures: { accounts: near.length } }
  },
})
