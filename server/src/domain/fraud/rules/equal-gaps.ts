/** Friends of the advocate came at equal distances, as a program or a worker on a list does. */
import * as z from 'zod'
import { rhythmOf, type Rhythm } from '../signals/gaps.js'
import { boundedRhythm, rhythmOfRing } from '../signals/ring-times.js'
import { ringOf } from '../signals/rings.js'
import { rule } from '../signals/rule.js'
import type { FraudCase } from '../signals/case.js'

export const equalGaps = rule({
  name: 'equal_gaps',
  family: 'timing',
  stages: ['signup', 'release'],
  parameters: z.strictObject({
    friendsFrom: z.int().min(5).max(200).default(5).describe('Friends that came at equal distances'),
  }),
  finds(one, { friendsFrom }) {
    const rhythm = rhythmFor(one)
    if (rhythm === undefined || rhythm.signups < friendsFrom) return undefined
    return { weight: rhythm.weight, figures: { friends: rhythm.signups, seconds: rhythm.gapSeconds } }
  },
})

/** At the release of the ring; inside the signup of the latest friends. */
function rhythmFor(one: FraudCase): Rhythm | undefined {
  if (one.stage === 'signup')
    return boundedRhythm(rhythmOf([one.occurredAt, ...one.siblings.map(({ occurredAt }) => occurredAt)]))
  const ring = ringOf(one)
  return ring && rhythmOfRing(one, ring)
}
