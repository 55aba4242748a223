/**
 * What the accounts of a review share, as a graph for people: accounts on one side, shared things on the other. A thing
 * has a kind and a number, and never a value: the service keeps digests only.
 */
import { arrayText } from '../../../db/array-text.js'
import type { Sql } from '../../../db/connect.js'
import { marks, type Mark } from '../../fraud/signals/case.js'
import { readRoots } from '../../fraud/clusters/roots.js'
import type { FriendInReview } from './friends.js'

/** A drawing of more is not readable. */
export const accountsMax = 60
export const thingsMax = 30

/** `identity`: a phone number, a device or a wallet, also over other accounts. The rest are marks of the signup. */
export const thingKinds = ['identity', 'click', ...marks] as const
export type ThingKind = (typeof thingKinds)[number]

export interface Graph {
  readonly accounts: (Pick<Account, 'userId' | 'role'> & { readonly displayName?: string })[]
  /** The largest first. `accounts` are positions in the list of accounts. */
  readonly things: { readonly kind: ThingKind; readonly accounts: number[] }[]
  /** Whether some accounts or things are left out. */
  readonly isPartial: boolean
}

interface Account {
  readonly id: string
  readonly userId: string
  readonly displayName: string | null
  readonly role: 'advocate' | 'friend'
}

export async function graphOf(sql: Sql, programId: number, friends: readonly FriendInReview[]): Promise<Graph> {
  const all = accountsOf(friends)
  const accounts = all.slice(0, accountsMax)
  const place = new Map(accounts.map(({ id }, at) => [id, at]))
  const held = new Map<string, { kind: ThingKind; accounts: number[] }>()
  for (const [id, kind, value] of await readThings(sql, programId, [...place.keys()])) {
    const thing = held.get(`${kind} ${value}`) ?? { kind, accounts: [] }
    thing.accounts.push(place.get(id) ?? 0)
    held.set(`${kind} ${value}`, thing)
  }
  const things = withoutRepeats([...held.values()].filter((thing) => thing.accounts.length > 1))
  return {
    accounts: accounts.map(({ userId, displayName, role }) => ({
      userId,
      ...(displayName !== null && { displayName }),
      role,
    })),
    things: things.slice(0, thingsMax),
    isPartial: all.length > accounts.length || things.length > thingsMax,
  }
}

/** Advocates first. An advocate may be a friend of another one. */
function accountsOf(friends: readonly FriendInReview[]): Account[] {
  const accounts = new Map<string, Account>()
  for (const { advocate_id: id, advocate_user_id: userId, advocate_name: displayName } of friends)
    accounts.set(id, { id, userId, displayName, role: 'advocate' })
  for (const { id, user_id: userId, name: displayName } of friends) {
    if (!accounts.has(id)) accounts.set(id, { id, userId, displayName, role: 'friend' })
  }
  return [...accounts.values()]
}

/** A network that has the same accounts as one of its addresses says nothing more. */
function withoutRepeats<T extends { readonly kind: ThingKind; readonly accounts: number[] }>(
  things: readonly T[],
): T[] {
  const sorted = things.map((thing) => ({ ...thing, accounts: thing.accounts.toSorted((a, b) => a - b) }))
  const addresses = new Set(sorted.filter(({ kind }) => kind === 'address').map((thing) => thing.accounts.join()))
  return sorted
    .filter(({ kind, accounts }) => kind !== 'subnet' || !addresses.has(accounts.join()))
    .toSorted(
      (a, b) => b.accounts.length - a.accounts.length || thingKinds.indexOf(a.kind) - thingKinds.indexOf(b.kind),
    )
}

type Held = readonly [id: string, kind: ThingKind, value: string]

async function readThings(sql: Sql, programId: number, ids: readonly string[]): Promise<Held[]> {
  if (ids.length === 0) return []
  const roots = await readRoots(sql, programId, ids)
  const rows = await sql<({ id: string; click_id: string | null } & Record<Mark, string | null>)[]>`
    select friend_id as id, click_id, address, subnet, agent, number_block as "numberBlock", mail_block as "mailBlock"
    from traces
    where program_id = ${programId} and friend_id = any(${arrayText([...ids])}::uuid[])
    union all
    select participant_id, null, address, subnet, agent, null, null
    from join_marks
    where program_id = ${programId} and participant_id = any(${arrayText([...ids])}::uuid[])`
  return [
    ...ids.flatMap((id): Held[] => {
      const root = roots.get(id)
      return root === undefined ? [] : [[id, 'identity', root.id]]
    }),
    ...rows.flatMap((row) => [
      ...(row.click_id === null ? [] : [[row.id, 'click', row.click_id] as const]),
      ...marks.flatMap((mark): Held[] => (row[mark] === null ? [] : [[row.id, mark, row[mark]]])),
    ]),
  ]
}
