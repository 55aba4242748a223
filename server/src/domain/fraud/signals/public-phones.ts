/** Phones and computers that strangers use one after the other. Pure. */
import type { FraudCase } from './case.js'
import type { Ring } from './ring.js'

/** So many other advocates must have friends on them: a ring that works for three advocates shares more than the phones. */
const advocatesFrom = 2

/**
 * Whether the phones that members of the ring share serve friends of several other advocates too, and nobody on them has a wallet
 * in common with anybody: the computers of a café, the phone of a counter. What they have in common is then the place.
 */
export function arePublic(one: FraudCase, { members }: Ring): boolean {
  const { group, cluster, sameAddress, advocateId } = one
  if (group === null) return false
  const { ties, purses, siblings } = group
  const phones = new Set([one, ...members].flatMap(({ friendId }) => ties.get(friendId) ?? []))
  const own = new Set(siblings.map(({ friendId }) => friendId))
  const strangers = [...sameAddress, ...(cluster?.friends ?? [])].filter(
    (mate) => mate.advocateId !== advocateId && !own.has(mate.friendId) && phones.has(ties.get(mate.friendId) ?? ''),
  )
  if ([one, ...members, ...strangers].some(({ friendId }) => purses.has(friendId))) return false
  return new Set(strangers.map((mate) => mate.advocateId)).size >= advocatesFrom
}
