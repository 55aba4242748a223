/**
 * What somebody who asks so many people can expect, from what those who shared before them got. Pure. The model and its
 * source are in decision 0034: friends of one advocate are negative binomial, fitted by their mean and by the share who
 * got nobody: the chance of nothing is what was seen, where there is more of it than chance alone makes.
 *
 * Fractions are used for chances only; friends and money are whole numbers.
 */

export const contactsMax = 5000
export const contactsDefault = 20
/** Below it, it is too early to tell: the same number as on the public page. */
export const sharersMin = 50
/** Nobody counts how many people an advocate asks; this many at least is assumed of those before. */
const askedMin = 20
/** How far beyond what those before asked anything is said: further out nothing is known. */
const reach = 5
const low = 0.1
const high = 0.9

/** What those who shared got, all of them, those with nothing included. */
export interface Seen {
  /** Advocates whose link was followed, or who brought a friend. */
  readonly sharers: number
  readonly sharersWithFriends: number
  readonly friendsCounted: number
  readonly clicks: number
}

/** What bounds it from above, whatever was seen. */
export interface Bounds {
  readonly rewardMinor: bigint
  readonly friendsMax: number
}

export interface Outcome {
  readonly friends: number
  readonly amountMinor: bigint
}

export interface Figures {
  /** Fewer than asked for where so many lie beyond what was seen. */
  readonly contactsCounted: number
  /** How many people each of those before is taken to have asked. */
  readonly askedBefore: number
  readonly typical: Outcome
  /** In a hundred, how many get nothing. */
  readonly nothingHundredths: number
  /** Eight of ten lie between the two. */
  readonly from: Outcome
  readonly to: Outcome
}

export interface Estimate {
  readonly contacts: number
  readonly sharers: number
  readonly sharersMin: number
  /** Null: too early to tell. */
  readonly figures: Figures | null
}

export function estimateOf(contacts: number, seen: Seen, bounds: Bounds): Estimate {
  const { sharers } = seen
  return { contacts, sharers, sharersMin, figures: sharers < sharersMin ? null : figuresOf(contacts, seen, bounds) }
}

function figuresOf(contacts: number, seen: Seen, { rewardMinor, friendsMax }: Bounds): Figures {
  // Who opened a link was asked: each asked at least as many as that.
  const askedBefore = Math.min(contactsMax, Math.max(askedMin, Math.ceil(seen.clicks / seen.sharers)))
  const contactsCounted = Math.min(contacts, askedBefore * reach)
  const most = Math.max(0, Math.min(contactsCounted, friendsMax))
  const chances = chancesOf(fit(seen), contactsCounted / askedBefore, most)
  const outcome = (share: number): Outcome => {
    const friends = quantile(chances, share)
    return { friends, amountMinor: BigInt(friends) * rewardMinor }
  }
  return {
    contactsCounted,
    askedBefore,
    typical: outcome(0.5),
    nothingHundredths: Math.round((chances[0] ?? 1) * 100),
    from: outcome(low),
    to: outcome(high),
  }
}

interface Fit {
  readonly mean: number
  /** The smaller, the more a few bring most; infinite: as unequal as chance alone makes it. */
  readonly shape: number
}

/**
 * Half a person with nothing and half a friend are added, so that nobody is told "never" or "always" from so few.
 * The shape solves shape · ln(1 + mean/shape) = −ln(share with nothing); its left side grows from 0 to the mean.
 */
function fit({ sharers, sharersWithFriends, friendsCounted }: Seen): Fit {
  const mean = (friendsCounted + 0.5) / (sharers + 1)
  const wanted = -Math.log((sharers - sharersWithFriends + 0.5) / (sharers + 1))
  const surprise = (shape: number) => shape * Math.log1p(mean / shape)
  let [least, most] = [1e-6, 1e6]
  if (surprise(most) <= wanted) return { mean, shape: Infinity }
  for (let step = 0; step < 100; step++) {
    const middle = Math.sqrt(least * most)
    if (surprise(middle) < wanted) least = middle
    else most = middle
  }
  return { mean, shape: least }
}

/** Chances of 0, 1, 2, … friends, where more than the most count as the most; the sum is one. */
function chancesOf({ mean, shape }: Fit, scale: number, most: number): number[] {
  const expected = mean * scale
  const none = shape === Infinity ? Math.exp(-expected) : Math.exp(-shape * Math.log1p(expected / shape))
  const chances = [most === 0 ? 1 : none]
  let left = 1 - none
  let chance = none
  for (let friends = 1; friends <= most; friends++) {
    chance *=
      shape === Infinity ? expected / friends : ((shape + friends - 1) / friends) * (expected / (expected + shape))
    chances.push(friends === most ? Math.max(0, left) : chance)
    left -= chance
  }
  return chances
}

/** The smallest number that at least this share does not exceed. */
function quantile(chances: readonly number[], share: number): number {
  let sum = 0
  for (const [friends, chance] of chances.entries()) {
    sum += chance
    if (sum >= share) return friends
  }
  return chances.length - 1
}
