/**
 * None of the friends who have something in common took long from the click to the account. Some people are called away and
 * install the app on another day; who is paid for it does it at once. A class and a shop are quick too, so it weighs only
 * where these friends do not come back.
 */
import * as z from 'zod'
import { slowClickMs } from '../signals/case.js'
import { ringOf } from '../signals/rings.js'
import { rule } from '../signals/rule.js'
import { daysWeight, silentFrom } from '../signals/days.js'
import { bounded, decibans, logChance } from '../signals/weight.js'

export const noStragglers = rule({
  name: 'no_stragglers',
  family: 'timing',
  stages: ['release'],
  parameters: z.strictObject({
    friendsFrom: z.int().min(3).max(200).default(4).describe('Friends who followed the link'),
  }),
  finds(one, { friendsFrom }) {
    const ring = ringOf(one)
    if (ring === undefined || one.group === null || one.trace.clickMs === null) return undefined
    const delays = [one.trace.clickMs, ...ring.members.flatMap(({ clickMs }) => clickMs ?? [])]
    // Without reports of what friends do this is 0.
    if (daysWeight(one, ring) < silentFrom) return undefined
    const { clicks } = one.group.usual
    if (delays.length < friendsFrom || clicks.friends < sampleMin) return undefined
    const slow = delays.filter((ms) => ms > slowClickMs).length
    const usual = (clicks.slow + 0.5) / (clicks.friends + 1)
    const counts = [slow, delays.length - slow]
    const work = logChance(counts, [0.5, 9.5])
    const people = logChance(counts, [spread * usual, spread * (1 - usual)])
    const weight = bounded(decibans(work, people) - ring.chosen, 0, weightMax)
    return weight === 0
      ? undefined
      : { weight, figures: { friends: delays.length, slow, usual: Math.round(100 * usual) } }
  },
})

const weightMax = 5
/** Fewer clicks of the program say nothing about all. */
const sampleMin = 20
/** How little the friends of different advocates differ. */
const spread = 6
