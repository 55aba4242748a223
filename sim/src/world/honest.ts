/** The ordinary life of a program: people invite whom they know, most refuse, and some of the new ones invite others. */
import type { Account } from './account.js'
import { shareAfterMs, type Kit } from './kit.js'
import type { Person } from './people.js'
import { awake, dayMs, hourMs, momentOf } from './time.js'

interface Sharer {
  readonly one: Person
  readonly account: Account
  /** People go by whom they know: the friends of some are more loyal than those of others. */
  readonly invitations: number
}

/** Until so many friends were brought. @returns the advocates among the accounts */
export function live(kit: Kit, friendsWanted: number): void {
  const { random } = kit
  let friends = 0
  for (let seeds = 0; friends < friendsWanted && seeds < friendsWanted * 4; seeds++) {
    const one = kit.people.anybody()
    if (one === undefined) return
    const account = kit.member(one, momentOf(random, random.below(Math.ceil(kit.days * 0.8))))
    const queue: Sharer[] = [sharer(kit, one, account)]
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const brought = invite(kit, next)
      friends += brought.length
      queue.push(...brought)
      if (friends >= friendsWanted) return
    }
  }
}

function sharer(kit: Kit, one: Person, account: Account): Sharer {
  // Most ask a few, and a few ask everybody.
  return { one, account, invitations: Math.min(80, Math.round(kit.random.logNormal(5, 1.1))) }
}

/** @returns those of the brought who share themselves */
function invite(kit: Kit, { one, account, invitations }: Sharer): Sharer[] {
  const { random } = kit
  const sessions = Array.from(
    { length: random.whole(1, 3) },
    () => account.openedAt + shareAfterMs + random.logNormal(10 * hourMs, 1.2),
  )
  const brought: Sharer[] = []
  for (const friend of kit.people.knownTo(one).slice(0, invitations)) {
    if (friend.isTaken || friend === one || !random.chance(friend.openness)) continue
    const at = awake(random, random.oneOf(sessions) + random.logNormal(3 * hourMs, 1.4))
    if (at > kit.days * dayMs) continue
    friend.isTaken = true
    // At home the phone is handed around: then both are on one line.
    const isTogether = friend.household === one.household && friend.household.wire !== null
    const ip = isTogether ? { ip: friend.household.wire.address() } : {}
    const wallet = random.chance(0.06) ? { wallet: kit.wallet(friend.number, at + 2 * dayMs) } : {}
    const opened = kit.openAs(friend, account, at, { ...ip, ...wallet })
    if (random.chance(0.3)) brought.push(sharer(kit, friend, opened))
    else brought.push({ one: friend, account: opened, invitations: 0 })
  }
  return brought
}
