/**
 * To whom the money goes: the wallets of friends, and all accounts that have them. An account is among them too if its
 * wallet was refused because it had too many.
 */
import { arrayText } from '../../../db/array-text.js'
import type { Sql } from '../../../db/connect.js'
import { matesMax, type Purse } from '../signals/case.js'
import { addTo } from './mates.js'

export interface Payee {
  readonly wallet: string
  readonly id: string
  /** Null for an account that nobody brought. */
  readonly advocateId: string | null
}

/** The accounts of the wallets of these ones, at most `matesMax` of each. Wallets of one account are left out. */
export async function readPayees(sql: Sql, programId: number, participantIds: readonly string[]): Promise<Payee[][]> {
  if (participantIds.length === 0) return []
  const rows = await sql<Payee[]>`
    select w.wallet, s.owner_id as id, t.advocate_id as "advocateId"
    from (
      select distinct m.wallet
      from unnest(${arrayText(participantIds)}::uuid[]) as i (id), lateral (
        select wallet from payout_methods where program_id = ${programId} and participant_id = i.id limit 1) as m) as w,
    lateral (
      select owner_id from sightings
      where program_id = ${programId} and kind = 'wallet' and digest = w.wallet
      limit ${matesMax}) as s
    left join lateral (
      select advocate_id from traces where program_id = ${programId} and friend_id = s.owner_id limit 1) as t on true`
  const byWallet = new Map<string, Payee[]>()
  for (const row of rows) addTo(byWallet, row.wallet, row)
  return [...byWallet.values()].filter((payees) => payees.length > 1)
}

/** The largest wallet of each account. Pure. */
export function pursesOf(wallets: readonly (readonly Payee[])[]): Map<string, Purse> {
  const purses = new Map<string, Purse>()
  for (const payees of wallets.toSorted((a, b) => a.length - b.length)) {
    const advocates = new Set(payees.flatMap(({ advocateId }) => advocateId ?? [])).size
    for (const { id, wallet } of payees) purses.set(id, { wallet, accounts: payees.length, advocates })
  }
  return purses
}

/** So many friends of each of two advocates must be paid to one wallet: two may be a couple with friends of their own. */
const friendsMin = 2

/** The other advocates whose friends are paid to the wallets of these friends: they fill one purse. Pure. */
export function partnersOf(friendIds: ReadonlySet<string>, wallets: readonly (readonly Payee[])[]): string[] {
  const shared = wallets.filter((payees) => payees.filter(({ id }) => friendIds.has(id)).length >= friendsMin)
  const counts = new Map<string, number>()
  for (const { id, advocateId } of shared.flat())
    if (advocateId !== null && !friendIds.has(id)) counts.set(advocateId, (counts.get(advocateId) ?? 0) + 1)
  return [...counts].filter(([, count]) => count >= friendsMin).map(([id]) => id)
}
