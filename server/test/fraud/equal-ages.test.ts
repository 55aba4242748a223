/** What is usual is what the friends of the sample had done at the age of the friend in question. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { KnownFriend } from '../../src/domain/fraud/look/known-friends.js'
import { Sample } from '../../src/domain/fraud/look/usual.js'
import { dayMs, nobody, openedAt } from './cases.js'

const now = new Date(openedAt.getTime() + 30 * dayMs)

/** Forty friends of as many advocates, active from the second day on until so many days after the signup. */
function sampleOf(ageDays: number, laterDays: number, lastAfter: number): Sample {
  const occurredAt = new Date(now.getTime() - ageDays * dayMs)
  const backAt = [2, lastAfter].map((days) => new Date(occurredAt.getTime() + days * dayMs))
  const friends = Array.from({ length: 40 }, (_, at): KnownFriend => {
    const [friendId, advocateId] = [`friend ${at}`, `advocate ${at}`]
    return { ...nobody.trace, friendId, advocateId, occurredAt, laterDays, backAt }
  })
  return new Sample(friends, new Map(), now)
}
const daysAtWeek = (sample: Sample) => sample.besides(new Set(), nobody.trace, 7).days

test('who was active on five days of the first week lived in the app at the age of a week, however long ago', () => {
  assert.deepEqual(daysAtWeek(sampleOf(8, 5, 6)), [0, 0, 0, 1])
  assert.deepEqual(daysAtWeek(sampleOf(28, 5, 6)), [0, 0, 0, 1])
})

test('of days that reach beyond the age, those before it count', () => {
  // Six days between the second and the twenty-second: two of them in the first eight.
  assert.deepEqual(daysAtWeek(sampleOf(28, 6, 22)), [0, 0, 1, 0])
})
