/**
 * Participants for operators: as a list, or found by user id, code, phone or email. A phone or email is found by its
 * digest and stored nowhere.
 */
import { z } from 'zod'
import type { Page } from '../../db/page.js'
import { retryingTransaction } from '../../db/retry.js'
import type { ParticipantsRow } from '../../db/rows.js'
import type { Sql, Tx } from '../../db/connect.js'
import { readCode } from '../../readers/code.js'
import { readEmail } from '../../readers/email.js'
import { readPhone } from '../../readers/phone.js'
import * as field from '../../schema.js'
import { recordChange } from '../standing/record.js'
import type { Context } from '../standing/context.js'
import { digestOf } from '../identities/digest.js'
import type { Program } from '../standing/find.js'

export const searchSchema = z.strictObject({
  typed: field.searched(320).describe('A user id, a code, a phone number or a mail address'),
})

export const participantSorts = ['newest', 'friends'] as const

export interface ParticipantItem {
  readonly id: string
  readonly userId: string
  readonly code: string | null
  readonly joinedAt: Date | null
  readonly country: string | null
  readonly heldMinor: bigint
  readonly availableMinor: bigint
  readonly clearingMinor: bigint
  readonly paidMinor: bigint
  readonly friends: { readonly counted: number; readonly pending: number; readonly review: number }
}

export interface ParticipantFilter {
  /** Only participants with a code (or without one). */
  readonly joined: boolean | undefined
  /** Only participants with money to cash out. */
  readonly available: boolean
  readonly sort: (typeof participantSorts)[number]
}

const foundMax = 50

/** By id, which is the order in which the program first knew them; or by friends, which reads all of them. */
export async function listParticipants(
  sql: Sql,
  program: Program,
  { joined, available, sort }: ParticipantFilter,
  { limit, after }: Page<{ readonly friends: number; readonly id: string }>,
): Promise<ParticipantItem[]> {
  const byFriends = sort === 'friends'
  const rows = await sql<ParticipantsRow[]>`
    select * from participants
    where program_id = ${program.id}
      ${joined === undefined ? sql`` : joined ? sql`and code is not null` : sql`and code is null`}
      ${available ? sql`and available_minor > 0` : sql``}
      ${
        after === undefined
          ? sql``
          : byFriends
            ? sql`and (friends_counted, id) < (${after.friends}, ${after.id}::uuid)`
            : sql`and id < ${after.id}::uuid`
      }
    order by ${byFriends ? sql`friends_counted desc, id desc` : sql`id desc`}
    limit ${limit}`
  return rows.map(itemOf)
}

/**
 * All participants who match the text, at most fifty, including everybody seen with that phone or email. The audit
 * record shows that somebody searched, not for whom.
 */
export async function searchParticipants(
  context: Context,
  program: Program,
  { typed }: z.output<typeof searchSchema>,
): Promise<ParticipantItem[]> {
  const digests = digestsOf(context, program, typed)
  return retryingTransaction(context.sql, async (tx) => {
    const rows = await find(tx, program, typed, digests)
    await recordChange(context, tx, program.id, { after: { found: rows.length } })
    return rows.map(itemOf)
  })
}

async function find(tx: Tx, program: Program, typed: string, digests: readonly string[]): Promise<ParticipantsRow[]> {
  const code = readCode(typed) ?? null
  return tx<ParticipantsRow[]>`
    with meant as (
      select id from participants where program_id = ${program.id} and user_id = ${typed}
      union
      select id from participants where program_id = ${program.id} and code = ${code}
      union
      select owner_id from identity_claims
      where program_id = ${program.id} and kind in ('phone', 'email') and digest = any (${[...digests]}::uuid[])
      union
      select owner_id from sightings
      where program_id = ${program.id} and kind in ('phone', 'email') and digest = any (${[...digests]}::uuid[])
    )
    select p.* from participants p join meant on meant.id = p.id
    where p.program_id = ${program.id}
    order by p.id desc
    limit ${foundMax}`
}

function digestsOf({ keys }: Context, program: Program, typed: string): string[] {
  const key = keys.key(program.keyVersion, 'identity')
  const phone = readPhone(typed, null)
  const email = readEmail(typed)
  return [
    ...(phone === undefined ? [] : [digestOf(key, 'phone', phone)]),
    ...(email === undefined ? [] : [digestOf(key, 'email', email)]),
  ]
}

function itemOf(row: ParticipantsRow): ParticipantItem {
  return {
    id: row.id,
    userId: row.user_id,
    code: row.code,
    joinedAt: row.joined_at,
    country: row.country,
    heldMinor: row.held_minor,
    availableMinor: row.available_minor,
    clearingMinor: row.clearing_minor,
    paidMinor: row.paid_minor,
    friends: { counted: row.friends_counted, pending: row.friends_pending, review: row.friends_review },
  }
}
