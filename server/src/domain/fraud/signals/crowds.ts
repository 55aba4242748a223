/**
 * The friends with whom one friend is judged: those of the same advocate who share a mark with it. A friend who shares
 * nothing is not judged by the others. Pure.
 */
import { dayGroups, type FraudCase, type Group, type Mark, type Sibling, type Usual } from './case.js'
import { bounded, decibans, eitherOf, logChance } from './weight.js'

/** Other friends of the advocate with this friend's own mark. */
export function sharing(one: FraudCase, group: Group, mark: Mark): readonly Sibling[] {
  const own = one.trace[mark]
  return own === null ? [] : group.siblings.filter((sibling) => sibling[mark] === own)
}

/** How many fell into each of `dayGroups`. @param shareOf how much of each counts: 1 if absent */
export function countDays(laterDays: readonly (number | null)[], shareOf?: (at: number) => number): number[] {
  const counts = dayGroups.map(() => 0)
  for (const [index, days] of laterDays.entries()) {
    const group = groupOf(days)
    if (group !== undefined) counts[group] = (counts[group] ?? 0) + (shareOf?.(index) ?? 1)
  }
  return counts
}

/** @returns the index in `dayGroups` */
export function groupOf(days: number | null): number | undefined {
  return days === null ? undefined : dayGroups.findLastIndex((from) => days >= from)
}

/**
 * Of ten advocates with several friends, how many have friends who share a mark, before the program shows its own
 * figures. People live and learn together; hardly anybody has friends of one strip of phone numbers.
 */
const alikeBefore: Readonly<Record<Mark, number>> = {
  address: 1,
  subnet: 1,
  agent: 1,
  numberBlock: 0.2,
  mailBlock: 0.2,
}

/** Of all friends of the program, the share of whom something is true; nearly none before the program shows its own figures. */
export function shareOfFriends({ friends }: Usual, count: number): number {
  return (count + 0.5) / (friends + 50)
}

/**
 * Of the advocates with several friends, the share of whose friends something is true.
 * @param before how many of ten, before the program shows its own figures
 */
export function shareOfCrowds({ crowds }: Usual, count: number, before = 1): number {
  return Math.min(0.9, (count + before) / (crowds + 10))
}

/**
 * How much more a mark is shared among these friends than the program explains.
 *
 * Honest friends share a mark for two reasons: many people have it (a carrier's address, a common phone), or the friends
 * of this advocate live, learn or shop together. The program's own sample says how often both happen.
 */
export function concentration(shared: number, others: number, mark: Mark, usual: Usual): number {
  const everywhere = shareOfFriends(usual, usual.sharing[mark])
  const together = shareOfCrowds(usual, usual.alike[mark], alikeBefore[mark])
  const counts = [shared, others - shared]
  const spread = 20
  const apart = logChance(counts, [everywhere * spread, (1 - everywhere) * spread])
  const near = logChance(counts, [2, 1])
  return decibans(eitherOf(0.5, near, apart), eitherOf(together, near, apart))
}

/**
 * A few who share something are a family: each further one may say this much, in decibans. A family shares its address,
 * seldom its kind of phone, and hardly ever its strip of numbers.
 */
const perMate: Readonly<Record<Mark, number>> = { address: 1.4, subnet: 1.4, agent: 2.5, numberBlock: 4, mailBlock: 4 }

/** The evidence of a shared mark, bounded by the number of friends who share it. */
export function markWeight(one: FraudCase, group: Group, mark: Mark, weightMax: number): number {
  const shared = sharing(one, group, mark).length
  if (shared === 0) return 0
  const weight = concentration(shared, group.siblings.length, mark, group.usual)
  return bounded(Math.min(weight, perMate[mark] * shared), 0, weightMax)
}
