/**
 * Estimates what somebody who asks a number of people can expect, from the results of earlier sharers. Pure. Decision
 * 0034 has the model and its source: the number of friends of one advocate is negative binomial, fitted by the mean and
 * the share with nothing. The chance of nothing is the observed share, if that is larger than pure chance gives.
 *
 * Fractions are used only for chances. Friends and money are whole numbers.
 */

export const contactsMax = 5000
export const contactsDefault = 20
/** With fewer sharers there is no estimate. The public page uses the same number. */
export const sharersMin = 50
/** Nobody counts how many people an advocate asks. Earlier sharers are assumed to have asked at least this many. */
const askedMin = 20
/** The estimate stops growing at this multiple of what earlier sharers asked: beyond it nothing is known. */
const reach = 5
const low = 0.1
const high = 0.9

/** The results of all who shared, including those with nothing. */
export interface Seen {
  /** Advocates whose link was followed, or who brought a friend. */
  readonly sharers: number
  readonly sharersWithFriends: number
  readonly friendsCounted: number
  readonly clicks: number
}

/** Upper bounds, independent of the data. */
export interface Bounds {
  readonly rewardMinor: bigint
  readonly friendsMax: number
}

export interface Outcome {
  readonly friends: number
  readonly amountMinor: bigint
}

export interface Figures {
  /** Fewer than requested if that number is beyond the known range. */
  readonly contactsCounted: number
  /** How many people each earlier sharer is assumed to have asked. */
  readonly askedBefore: number
  readonly typical: Outcome
  /** How many people in a hundred get nothing. */
  readonly nothingHundredths: number
  /** Eight people in ten get a result between the two. */
  readonly from: Outcome
  readonly to: Outcome
}

export interface Estimate {
  readonly contacts: number
  readonly sharers: number
  readonly sharersMin: number
  /** Null: too few sharers. */
  readonly figures: Figures | null
}

export function estimateOf(contacts: number, seen: Seen, bounds: Bounds): Estimate {
  const { sharers } = seen
  return { contacts, sharers, sharersMin, figures: sharers < sharersMin ? null : figuresOf(contacts, seen, bounds) }
}

function figuresOf(contacts: number, seen: Seen, { rewardMinor, friendsMax }: Bounds): Figures {
  // Everybody who opened a link was asked, so each sharer asked at least that many.
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
  /** A small shape means that a few bring most friends. Infinite: as uneven as pure chance. */
  readonly shape: number
}

/**
 * Half a person with nothing and half a friend are added, so that small numbers never give "never" or "always". The
 * shape solves shape · ln(1 + mean/shape) = −ln(share with nothing); the left side grows from 0 to the mean.
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

/** Chances of 0, 1, 2, … friends. The last entry includes all larger numbers. The sum is one. */
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
