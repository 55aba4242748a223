/** Eight accounts of one address, some of them active once on a later day. */
import type { Sibling } from '../../src/domain/fraud/signals/case.js'
import { crowdOf, dayMs, openedAt } from './cases.js'

const evening = openedAt.getTime() + 3 * dayMs

/** @param minutes after the evening begins, by the number of the account; null for one that never comes back */
export function touched(minutes: (at: number) => number | null, laterDays = 1): Sibling[] {
  const friends = crowdOf(3, {
    friends: 8,
    hours: (at) => at * 5,
    days: () => 0,
    marks: () => ({ address: 'one', subnet: 'one' }),
  })
  return friends.map((friend, at) => {
    const after = minutes(at)
    return after === null ? friend : { ...friend, laterDays, backAt: [new Date(evening + after * 60_000)] }
  })
}
