/**
 * Friends of one advocate in the same block of phone numbers or mail addresses. Pure.
 *
 * A developer who tries the API uses numbers and addresses in sequence too. So they hardly weigh until the app reports
 * what friends do: then a family with new cards comes back, and a box of cards does not.
 */
import type { FraudCase, Mark } from './case.js'
import type { Finding } from './rule.js'
import { concentration } from './crowds.js'

/** Two relatives buy their cards in one shop, one after the other. Four friends of one advocate hardly do. */
const perMate = 4

export function sequenceFinding(
  one: FraudCase,
  mark: Extract<Mark, 'numberBlock' | 'mailBlock'>,
  othersFrom: number,
  { unproven, proven }: { readonly unproven: number; readonly proven: number },
): Finding | undefined {
  const mates = mark === 'numberBlock' ? one.sameNumberBlock : one.sameMailBlock
  const own = mates.filter(({ advocateId }) => advocateId === one.advocateId).length
  const siblings = one.group?.siblings ?? []
  const friends = Math.max(own, siblings.filter((sibling) => sibling[mark] === one.trace[mark]).length)
  if (one.trace[mark] === null || friends < othersFrom) return undefined
  const strangers = mates.length - own
  const rarity = 1 / Math.log2(2 + strangers)
  const counted = perMate * friends * rarity
  // The release knows how many friends of others share a block, and corrects a program that is dense.
  const known = one.group === null ? counted : concentration(friends, siblings.length, mark, one.group.usual)
  const max = one.group?.usual.days == null ? unproven : proven
  const weight = Math.round(Math.min(max, counted, Math.max(known, 0)))
  return weight <= 0 ? undefined : { weight, figures: { friends } }
}
