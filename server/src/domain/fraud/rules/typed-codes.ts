/**
 * Nearly all friends of the advocate typed the code, where others follow a link: a code that is sold or posted where
 * people are paid to open accounts. A code on a poster or in a film is typed too, so only friends who do not come back
 * make it weigh.
 */
import * as z from 'zod'
import { daysWeight, surelySilentFrom } from '../signals/days.js'
import { rule } from '../signals/rule.js'
import { bounded, decibans, eitherOf, logChance } from '../signals/weight.js'

/** Of advocates, so many are typed by most of their friends for a good reason. */
const honestlyTyped = 0.15

export const typedCodes = rule({
  name: 'typed_codes',
  family: 'shape',
  stages: ['release'],
  parameters: z.strictObject({
    friendsFrom: z.int().min(5).max(200).default(8).describe('Other friends of the advocate'),
  }),
  finds(one, { friendsFrom }) {
    const { group, trace } = one
    if (group === null || trace.clickId !== null || group.siblings.length < friendsFrom) return undefined
    const typed = group.siblings.filter(({ clickId }) => clickId === null)
    if (daysWeight(one, { bond: 'typed', members: typed, chosen: 0 }) < surelySilentFrom) return undefined
    const [friends, of] = [typed.length, group.siblings.length]
    const counts = [friends, of - friends]
    const usual = (group.usual.typed * group.usual.friends + 1) / (group.usual.friends + 4)
    const mostly = logChance(counts, [9, 1])
    const asUsual = logChance(counts, [usual * 8, (1 - usual) * 8])
    const weight = bounded(decibans(eitherOf(0.7, mostly, asUsual), eitherOf(honestlyTyped, mostly, asUsual)), 0, 6)
    return weight === 0 ? undefined : { weight, figures: { friends, of, usual: Math.round(100 * usual) } }
  },
})
