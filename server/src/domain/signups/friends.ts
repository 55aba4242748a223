/** The participants a batch touches: new friends are added, and the room that advocates' caps leave is read. */
import type { Tx } from '../../db/connect.js'
import type { Account } from './accounts.js'
import { dayKey, type Room } from './allot.js'

/** Every account whose signup was told becomes known, in the order of its user id. Who had joined is known already. */
export async function addFriends(tx: Tx, programId: number, accounts: readonly Account[]): Promise<void> {
  if (accounts.length === 0) return
  await tx`
    insert into participants (program_id, id, user_id)
    select ${programId}, id, user_id
    from unnest(
      ${accounts.map(({ participantId }) => participantId)}::uuid[],
      ${accounts.map(({ command }) => command.userId)}::text[]
    ) as f (id, user_id)
    order by user_id
    on conflict (program_id, id) do nothing`
}

/** What is left for each advocate, read after their rows were locked. */
export async function readRoom(
  tx: Tx,
  programId: number,
  budgetMinor: bigint,
  claimants: readonly { readonly advocateId: string; readonly day: string }[],
): Promise<Room> {
  const room: Room = { budgetMinor, total: new Map(), byDay: new Map() }
  if (claimants.length === 0) return room
  const advocateIds = [...new Set(claimants.map(({ advocateId }) => advocateId))]
  const [standing, days] = await Promise.all([
    tx<{ id: string; standing: number }[]>`
      select p.id, p.friends_counted + p.friends_pending + p.friends_review as standing
      from unnest(${advocateIds}::uuid[]) as a (id), lateral (
        select id, friends_counted, friends_pending, friends_review from participants
        where program_id = ${programId} and id = a.id
        limit 1) as p`,
    tx<{ advocate_id: string; day: string; granted: number }[]>`
      select c.advocate_id, c.day::text as day, d.granted
      from unnest(
        ${claimants.map(({ advocateId }) => advocateId)}::uuid[],
        ${claimants.map(({ day }) => day)}::text[]::date[]
      ) as c (advocate_id, day), lateral (
        select granted from advocate_days
        where program_id = ${programId} and advocate_id = c.advocate_id and day = c.day
        limit 1) as d`,
  ])
  for (const row of standing) room.total.set(row.id, row.standing)
  for (const row of days) room.byDay.set(dayKey(row.advocate_id, row.day), row.granted)
  return room
}
