/** What a friend who counts is worth by a program's terms: the one place that says so. Pure. */
import type { Terms } from './terms.js'

export interface Worth {
  readonly advocateMinor: bigint
  /** The friend's own bonus; 0 where there is none. */
  readonly friendMinor: bigint
  /** What the budget has to hold for both. */
  readonly totalMinor: bigint
}

export function worthOf({ rewardMinor, friendRewardMinor }: Terms): Worth {
  return { advocateMinor: rewardMinor, friendMinor: friendRewardMinor, totalMinor: rewardMinor + friendRewardMinor }
}
