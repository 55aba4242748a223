/**
 * How well answers tell members from strangers: the area under the ROC curve of each feature, and of a classifier over
 * all features. 0.5 is chance, 1 is certainty. Pure.
 */

/** One answer to a probe of one person. */
export interface Observed {
  readonly isMember: boolean
  readonly status: number
  /** Characters of the body. */
  readonly length: number
  /** Undefined if the surface was not timed. */
  readonly latencyMs: number | undefined
  /** The words of the headers and the body, as `hashesOf` makes them. */
  readonly words: Uint32Array
}

export interface Area {
  readonly area: number
  /** Half the width of the 95 % interval of a feature that tells nothing. */
  readonly noise: number
}

export interface Areas {
  readonly status: Area
  readonly length: Area
  readonly body: Area
  readonly latency: Area | undefined
  readonly all: Area
}

interface Scored {
  readonly isMember: boolean
  readonly score: number
}

/** @param seen in random order: one half trains the classifier of the other. */
export function areasOf(seen: readonly Observed[]): Areas {
  const timed = seen.every(({ latencyMs }) => latencyMs !== undefined)
  const bounds = timed ? decilesOf(seen.map(({ latencyMs }) => latencyMs ?? 0)) : []
  return {
    status: eitherWay(areaOf(seen.map(({ isMember, status }) => ({ isMember, score: status })))),
    length: eitherWay(areaOf(seen.map(({ isMember, length }) => ({ isMember, score: length })))),
    body: classified(seen.map(({ isMember, words }) => ({ isMember, words }))),
    latency: timed
      ? eitherWay(areaOf(seen.map(({ isMember, latencyMs }) => ({ isMember, score: latencyMs ?? 0 }))))
      : undefined,
    all: classified(seen.map((one) => ({ isMember: one.isMember, words: everythingOf(one, bounds) }))),
  }
}

/**
 * By Mann–Whitney: the chance that a member's score exceeds a stranger's, where a tie is half. The noise is that of the
 * statistic without a difference, corrected for ties (Lehmann, Nonparametrics, 1975).
 */
export function areaOf(scores: readonly Scored[]): Area {
  const sorted = scores.toSorted((one, other) => one.score - other.score)
  const members = sorted.filter(({ isMember }) => isMember).length
  const strangers = sorted.length - members
  if (members === 0 || strangers === 0) throw new Error('Both kinds of people are needed.')
  let [rankSum, tieSum] = [0, 0]
  for (let from = 0; from < sorted.length;) {
    let to = from
    while (to < sorted.length && sorted[to]?.score === sorted[from]?.score) to++
    const inTie = sorted.slice(from, to).filter(({ isMember }) => isMember).length
    // Ranks from + 1 to `to`: each of the tie has their mean.
    rankSum += inTie * ((from + 1 + to) / 2)
    tieSum += (to - from) ** 3 - (to - from)
    from = to
  }
  const all = sorted.length
  const pairs = members * strangers
  const variance = (pairs / 12) * (all + 1 - tieSum / (all * (all - 1)))
  return {
    area: (rankSum - (members * (members + 1)) / 2) / pairs,
    noise: (1.96 * Math.sqrt(Math.max(0, variance))) / pairs,
  }
}

/** An attacker knows which way to read a feature. */
function eitherWay({ area, noise }: Area): Area {
  return { area: Math.max(area, 1 - area), noise }
}

interface Sample {
  readonly isMember: boolean
  readonly words: Uint32Array
}

/** Naive Bayes over words: each half is classified by what the other half teaches. */
function classified(samples: readonly Sample[]): Area {
  const halves = [0, 1].map((half) => samples.filter((_, index) => index % 2 === half))
  const [one = [], other = []] = halves
  const areas = [areaOf(scoresOf(one, other)), areaOf(scoresOf(other, one))]
  const area = areas.reduce((sum, each) => sum + each.area, 0) / areas.length
  const noise = Math.hypot(...areas.map((each) => each.noise)) / areas.length
  return { area, noise }
}

/** A word that fewer answers of the training have is chance: an id, or a time. */
const timesMin = 5

function scoresOf(training: readonly Sample[], tested: readonly Sample[]): Scored[] {
  const counts = new Map<number, { members: number; strangers: number }>()
  const sizes = { members: 0, strangers: 0 }
  for (const { isMember, words } of training) {
    const kind = isMember ? 'members' : 'strangers'
    sizes[kind]++
    for (const word of words) {
      const count = counts.get(word) ?? { members: 0, strangers: 0 }
      count[kind]++
      counts.set(word, count)
    }
  }
  const weights = new Map<number, number>()
  for (const [word, { members, strangers }] of counts) {
    if (members + strangers < timesMin) continue
    weights.set(word, oddsOf(members, sizes.members) - oddsOf(strangers, sizes.strangers))
  }
  return tested.map(({ isMember, words }) => ({
    isMember,
    score: words.reduce((sum, word) => sum + (weights.get(word) ?? 0), 0),
  }))
}

/** The log odds of a word, with Laplace's correction. */
function oddsOf(withWord: number, all: number): number {
  return Math.log((withWord + 1) / (all - withWord + 1))
}

function everythingOf({ status, length, latencyMs, words }: Observed, bounds: readonly number[]): Uint32Array {
  const decile = latencyMs === undefined ? 0 : bounds.filter((bound) => latencyMs >= bound).length
  return Uint32Array.from([...words, ...[`status ${status}`, `length ${length}`, `decile ${decile}`].map(hashOf)])
}

function decilesOf(values: readonly number[]): number[] {
  const sorted = values.toSorted((one, other) => one - other)
  return Array.from({ length: 9 }, (_, index) => sorted[Math.floor(((index + 1) * sorted.length) / 10)] ?? 0)
}

/** The distinct words of a text, each as a number: ten thousand pages would not fit in memory as texts. */
export function hashesOf(text: string): Uint32Array {
  return Uint32Array.from(new Set(text.match(/[^\s<>"'=&;:,/?{}()[\]\\]+/g)), hashOf)
}

/** FNV-1a, 32 bits. */
function hashOf(word: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
