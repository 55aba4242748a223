/** Moves changes from the feed into a webhook's deliveries, and finds which of them can be sent. */
import { arrayText } from '../../db/array-text.js'
import { transaction, type Sql, type Tx } from '../../db/connect.js'
import type { WebhookDeliveriesRow, WebhooksRow } from '../../db/rows.js'
import { readKept, type Change, type Place } from '../changes/read.js'
import type { Audience, ChangeType } from '../changes/types.js'
import type { Context } from '../standing/context.js'
import type { Lease } from './lease.js'
import { wants } from './webhook.js'

const changesMax = 500
/** Further changes stay in the feed. */
const pendingMax = 5_000

export interface Pending {
  readonly place: Place
  readonly people: readonly string[]
  readonly tries: number
  readonly dueAt: Date
  readonly firstTriedAt: Date | null
}

/**
 * Takes the new changes of a webhook and moves its position past them, in one transaction.
 * @returns how many changes it passed; undefined if the lease is lost.
 */
export async function takeChanges(context: Context, lease: Lease): Promise<number | undefined> {
  const now = new Date(context.clock.nowMs())
  return transaction(context.sql, async (tx) => {
    const [row] = await tx<Pick<WebhooksRow, 'types' | 'audiences' | 'turn' | 'lsn' | 'place_id'>[]>`
      select types, audiences, turn, lsn, place_id from webhooks
      where program_id = ${lease.programId} and id = ${lease.id} and leased_by = ${lease.by} and leased_until > ${now}
      for no key update`
    if (row === undefined) return undefined
    const waiting = await tx`
      select change_id from webhook_deliveries
      where program_id = ${lease.programId} and webhook_id = ${lease.id} and state = 'pending'
      limit ${pendingMax}`
    if (waiting.count === pendingMax) return 0
    const place = { turn: row.turn, lsn: row.lsn, id: row.place_id }
    const changes = await readKept(tx, lease.programId, place, changesMax)
    const last = changes.at(-1)
    if (last === undefined) return 0
    const filter = { types: row.types as ChangeType[] | null, audiences: row.audiences as Audience[] | null }
    const wanted = changes.filter(({ type }) => wants(filter, type))
    await insertDeliveries(tx, lease, wanted, now)
    // Marked as due in the row, because a killed sender leaves no other trace.
    await tx`
      update webhooks
      set turn = ${last.place.turn.toString()}::bigint, lsn = ${last.place.lsn}::pg_lsn, place_id = ${last.place.id},
          due_at = case when ${wanted.length > 0} then least(due_at, ${now}) else due_at end
      where program_id = ${lease.programId} and id = ${lease.id}`
    return changes.length
  })
}

/** An existing delivery is sent again. */
export async function insertDeliveries(
  sql: Sql | Tx,
  { programId, id }: { readonly programId: number; readonly id: string },
  changes: readonly Change[],
  now: Date,
): Promise<void> {
  if (changes.length === 0) return
  await sql`
    insert into webhook_deliveries
      (program_id, webhook_id, change_id, turn, lsn, participant_id, friend_id, state, due_at)
    select ${programId}, ${id}, change_id, turn, lsn, participant_id, friend_id, 'pending', ${now}
    from unnest(
      ${arrayText(changes.map((change) => change.id))}::uuid[],
      ${arrayText(changes.map(({ place }) => place.turn))}::bigint[],
      ${arrayText(changes.map(({ place }) => place.lsn))}::pg_lsn[],
      ${arrayText(changes.map(({ participantId }) => participantId))}::uuid[],
      ${arrayText(changes.map(({ friendId }) => friendId))}::uuid[]
    ) as c (change_id, turn, lsn, participant_id, friend_id)
    on conflict (program_id, webhook_id, change_id) do update
      set state = 'pending', tries = 0, due_at = excluded.due_at, first_tried_at = null`
}

/** All waiting deliveries, in the order of the feed. */
export async function readPending(sql: Sql | Tx, { programId, id }: Lease): Promise<Pending[]> {
  const rows = await sql<
    Pick<
      WebhookDeliveriesRow,
      'turn' | 'lsn' | 'change_id' | 'participant_id' | 'friend_id' | 'tries' | 'due_at' | 'first_tried_at'
    >[]
  >`
    select turn, lsn, change_id, participant_id, friend_id, tries, due_at, first_tried_at
    from webhook_deliveries
    where program_id = ${programId} and webhook_id = ${id} and state = 'pending'
    order by turn, lsn, change_id
    limit ${pendingMax * 4}`
  return rows.map((row) => ({
    place: { turn: row.turn, lsn: row.lsn, id: row.change_id },
    people: [row.participant_id, row.friend_id].flatMap((person) => person ?? []),
    tries: row.tries,
    dueAt: row.due_at,
    firstTriedAt: row.first_tried_at,
  }))
}

/** Changes that concern nobody in particular have their own order. */
export function peopleOf({ people }: Pending): readonly string[] {
  return people.length === 0 ? ['program'] : people
}

/** Deliveries without an earlier waiting one for the same people. Pure. */
export function headsOf(pending: readonly Pending[]): Pending[] {
  const waitedFor = new Set<string>()
  return pending.filter((delivery) => {
    const people = peopleOf(delivery)
    const isHead = !people.some((person) => waitedFor.has(person))
    for (const person of people) waitedFor.add(person)
    return isHead
  })
}
