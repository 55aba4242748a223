/** What happened to the friends of a review, in order: clicks, signups, actions, the last activity. Pure. */
import type { FriendInReview } from './friends.js'

export const reviewEvents = ['click', 'signup', 'action', 'activity', 'decision'] as const

export interface ReviewEvent {
  readonly at: Date
  readonly kind: (typeof reviewEvents)[number]
  readonly userId: string
  readonly displayName: string | null
}

/** @param friends at most `friendsMax`; each has at most one event of a kind */
export function timelineOf(friends: readonly FriendInReview[]): ReviewEvent[] {
  return friends
    .flatMap((friend) => {
      const moments: readonly (readonly [ReviewEvent['kind'], Date | null])[] = [
        ['click', friend.clicked_at],
        ['signup', friend.occurred_at],
        ['action', friend.acted_at],
        ['activity', friend.last_active_at],
        ['decision', friend.decided_at],
      ]
      const who = { userId: friend.user_id, displayName: friend.name }
      return moments.flatMap(([kind, at]) => (at === null ? [] : [{ at, kind, ...who }]))
    })
    .toSorted((a, b) => a.at.getTime() - b.at.getTime() || reviewEvents.indexOf(a.kind) - reviewEvents.indexOf(b.kind))
}
