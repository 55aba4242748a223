/**
 * Friends of one advocate in the same block of phone numbers or mail addresses. Pure.
 *
 * A developer who tries the API uses numbers and addresses in sequence too, and a family buys new cards together. So they
 * hardly weigh, unless the app reports what friends do and these ones do not come back.
 */
import type { FraudCase, Mark } from './case.js'
import type { Finding } from './rule.js'
import { concentration } from './crowds.js'
import { daysWeight } from './days.js'

/**
 * They must be four times as likely to be dropped accounts than people. A shop sells the cards of its stock in a row, and
 * of its customers some happen to stay away.
 */
const silentFrom = 6

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
  const ring = { bond: mark, members: siblings.filter((sibling) => sibling[mark] === one.trace[mark]) }
  const max = daysWeight(one, ring) >= silentFrom ? proven : unproven
  const weight = Math.round(Math.min(max, counted, Math.max(known, 0)))
  return weight <= 0 ? undefined : { weight, figures: { friends } }
}
