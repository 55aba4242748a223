/**
 * Marks that the app itself makes common. An app whose server reports all signups under its own name, or from its own
 * address, gives every friend the same kind of phone or the same network. Then it is no mark of anybody: neither of a ring
 * nor of the advocate's home. Pure.
 */
import { marks, type Mark } from '../signals/case.js'
import type { KnownFriend } from './known-friends.js'

/** The friends of fewer advocates do not show what is common. A farm works for four of them at most, as far as is known. */
const advocatesFrom = 6
/** Of the friends of the usual advocate, more than so many have it. */
const shareOver = 0.5

type Marked = Readonly<Partial<Record<Mark, string | null>>>

export class CommonMarks {
  private readonly values: ReadonlyMap<Mark, string>

  /** Each advocate counts once: one large audience, or one ring, does not make a mark common. */
  constructor(sampled: readonly KnownFriend[]) {
    this.values = new Map(
      marks.flatMap((mark) => {
        const value = commonValueOf(sampled, mark)
        return value === undefined ? [] : [[mark, value] as const]
      }),
    )
  }

  /** The same friends, as if the app had not sent the common marks. */
  without<Friend extends Marked>(friends: readonly Friend[]): Friend[] {
    if (this.values.size === 0) return [...friends]
    return friends.map((friend) => {
      const common = [...this.values].filter(([mark, value]) => friend[mark] === value)
      return common.length === 0 ? friend : { ...friend, ...Object.fromEntries(common.map(([mark]) => [mark, null])) }
    })
  }

  withoutIn<Friend extends Marked>(lists: ReadonlyMap<string, readonly Friend[]>): Map<string, Friend[]> {
    return new Map([...lists].map(([key, friends]) => [key, this.without(friends)]))
  }
}

function commonValueOf(sampled: readonly KnownFriend[], mark: Mark): string | undefined {
  const friendsOf = new Map<string, number>()
  for (const { advocateId } of sampled) friendsOf.set(advocateId, (friendsOf.get(advocateId) ?? 0) + 1)
  if (friendsOf.size < advocatesFrom) return undefined
  const shares = new Map<string, number>()
  for (const { advocateId, [mark]: value } of sampled)
    if (value !== null) shares.set(value, (shares.get(value) ?? 0) + 1 / (friendsOf.get(advocateId) ?? 1))
  return [...shares].find(([, share]) => share > shareOver * friendsOf.size)?.[0]
}
