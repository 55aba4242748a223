/**
 * Several friends of the ring are on phones that failed the security check, or on emulated ones. Of people few are, each
 * for reasons of their own; a farm opens the systems of its phones to reset them.
 */
import * as z from 'zod'
import { isLoose } from '../signals/ring.js'
import { ringOf } from '../signals/rings.js'
import { rule } from '../signals/rule.js'
import { bounded, decibans, logChance } from '../signals/weight.js'

export const unsafePhones = rule({
  name: 'unsafe_phones',
  family: 'identity',
  stages: ['release'],
  parameters: z.strictObject({
    friendsFrom: z.int().min(2).max(200).default(3).describe('Friends on such phones'),
  }),
  finds(one, { friendsFrom }) {
    const ring = ringOf(one)
    // A friend who shares nothing with the others is not judged by their phones.
    if (ring === undefined || isLoose(ring.bond)) return undefined
    const verdicts = [one.trace.integrity, ...ring.members.map(({ integrity }) => integrity)]
    const checked = verdicts.filter((verdict) => verdict !== null).length
    const friends = verdicts.filter((verdict) => verdict === 'failed' || verdict === 'emulator').length
    if (friends < friendsFrom) return undefined
    const counts = [friends, checked - friends]
    // A farm fails in a third of its phones, more or less. Of people one in thirty does, and in some crowds more.
    const weight = bounded(decibans(logChance(counts, [1, 2]), logChance(counts, [0.5, 14.5])) - ring.chosen, 0, 11)
    return weight === 0 ? undefined : { weight, figures: { friends, of: checked } }
  },
})
