/** The people whom changed objects are about: the owner of a link or payout, the friend of a referral or appeal, who asked. */
import type { Sql } from '../../db/connect.js'
import { fromWire, type IdPrefix } from '../../ids.js'

export interface About {
  readonly userId: string
  readonly displayName: string | null
}

const kinds = ['par', 'ref', 'apl', 'rev', 'mis', 'pay'] as const satisfies readonly IdPrefix[]

/** @param wires ids such as `ref_01h…`, of any kind. @returns by these ids; somebody who was erased is absent */
export async function peopleOf(
  sql: Sql,
  programId: number,
  wires: readonly (string | null)[],
): Promise<Map<string | null, About>> {
  const named = [...new Set(wires)].flatMap((wire) =>
    kinds.flatMap((kind) => {
      const id = wire === null ? undefined : fromWire(kind, wire)
      return id === undefined ? [] : [{ kind, id, wire }]
    }),
  )
  if (named.length === 0) return new Map()
  const of = (...wanted: (typeof kinds)[number][]) =>
    `{${named.flatMap(({ kind, id }) => (wanted.includes(kind) ? [id] : [])).join(',')}}`
  const rows = await sql<{ id: string; user_id: string; display_name: string | null }[]>`
    with objects as (
      select id, id as person from unnest(${of('par', 'ref')}::uuid[]) as named (id)
      union all
      select id, referral_id from appeals where program_id = ${programId} and id = any (${of('apl')}::uuid[])
      union all
      select id, subject_id from reviews where program_id = ${programId} and id = any (${of('rev')}::uuid[])
      union all
      select id, participant_id from missing_friends where program_id = ${programId} and id = any (${of('mis')}::uuid[])
      union all
      select id, participant_id from payouts where program_id = ${programId} and id = any (${of('pay')}::uuid[])
    )
    select objects.id, p.user_id, p.display_name
    from objects
    join participants p on p.program_id = ${programId} and p.id = objects.person
    where p.erased_at is null`
  const people = new Map(rows.map((row) => [row.id, { userId: row.user_id, displayName: row.display_name }] as const))
  return new Map(
    named.flatMap(({ id, wire }) => {
      const person = people.get(id)
      return person === undefined ? [] : [[wire, person] as const]
    }),
  )
}
