/**
 * Friends of one advocate in the same block of phone numbers or mail addresses. Pure.
 *
 * A developer who tries the API uses numbers and addresses in sequence too, and a family buys new cards together. So they
 * hardly weigh, unless the app reports what friends do and these ones do not come back.
 */
import type { FraudCase, Mark } from './case.js'
import type { Finding } from './rule.js'
import { concentration, sharing } from './crowds.js'
import { isSilent, surelySilentFrom } from './days.js'
import { ringsOf } from './rings.js'
import { stripSessionOf } from './strip-session.js'

/** Of a box of cards that is worked through for several advocates, before it is known whether these friends come back. */
const boxMax = 6
const nearFrom = 3

/** Two relatives buy their cards in one shop, one after the other. Four friends of one advocate hardly do. */
const perMate = 4

export function sequenceFinding(
  one: FraudCase,
  mark: Extract<Mark, 'numberBlock' | 'mailBlock'>,
  othersFrom: number,
  { unproven, proven }: { readonly unproven: number; readonly proven: number },
): Finding | undefined {
  const mates = mark === 'numberBlock' ? one.sameNumberBlock : one.sameMailBlock
  if (one.trace[mark] === null) return undefined
  const own = mates.filter(({ advocateId }) => advocateId === one.advocateId).length
  const strangers = mates.length - own
  const { group } = one
  if (group === null) return findingOf(own, (perMate * own) / Math.log2(2 + strangers), othersFrom, unproven)
  const siblings = sharing(one, group, mark)
  const friends = Math.max(own, siblings.length)
  // The program's sample knows how common a block is; silence tells a strip of cards from a common block.
  const among = mark === 'mailBlock' ? 10 * Math.log10((group.siblings.length + 1) / (friends + 1)) : 0
  const rare = Math.min(perMate * friends, concentration(friends, group.siblings.length, mark, group.usual)) - among
  const ring = { bond: mark, members: mates.map((mate) => ({ ...mate, clickMs: null })), chosen: 0 }
  // A box of cards has several strips, and few cards of each: they are as silent as all of them together.
  const strips = ringsOf(one).find(({ bond }) => bond === 'strips' && mark === 'numberBlock')
  const whole = strips !== undefined && strips.members.length > mates.length ? strips : ring
  // A shop sells the cards of its stock in a row, and of its customers some happen to stay away.
  const isProven = whole.members.length > 0 && isSilent(one, whole, surelySilentFrom)
  if (!isProven) {
    // No family buys its cards for several advocates at once, and no shop has several lines.
    const near = mark === 'numberBlock' ? stripSessionOf(one).length : 0
    return findingOf(friends + near, Math.max(rare, perMate * near), othersFrom, near < nearFrom ? unproven : boxMax)
  }
  return findingOf(friends + strangers, Math.max(rare, perMate * (friends + strangers / 2) - among), othersFrom, proven)
}

function findingOf(friends: number, weight: number, othersFrom: number, max: number): Finding | undefined {
  const bound = Math.round(Math.min(max, Math.max(0, weight)))
  return friends < othersFrom || bound === 0 ? undefined : { weight: bound, figures: { friends } }
}
