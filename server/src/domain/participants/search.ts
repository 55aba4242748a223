/**
 * Finds participants for operators by user id, code, phone or email. A phone or email is found by its digest and stored
 * nowhere.
 */
import * as z from 'zod'
import { retryingTransaction } from '../../db/retry.js'
import type { ParticipantsRow } from '../../db/rows.js'
import type { Tx } from '../../db/connect.js'
import { numberOf } from '../person/chosen-code.js'
import { readEmail } from '../../readers/email.js'
import { readPhone } from '../../readers/phone.js'
import * as field from '../../schema.js'
import { recordChange } from '../standing/audit-record.js'
import type { Context } from '../standing/context.js'
import { digestOf } from '../identities/digest.js'
import type { Program } from '../standing/find.js'
import { participantItemOf, type ParticipantItem } from './list.js'

export const searchSchema = z.strictObject({
  typed: field.searched(320).describe('A user id, a code, a phone number or a mail address'),
})

const foundMax = 50

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
  const code = (await numberOf(context, program, typed)) ?? null
  return retryingTransaction(context.sql, async (tx) => {
    const rows = await find(tx, program, { typed, code, digests })
    await recordChange(context, tx, program.id, { after: { found: rows.length } })
    return rows.map(participantItemOf)
  })
}

interface Sought {
  readonly typed: string
  readonly code: string | null
  readonly digests: readonly string[]
}

async function find(tx: Tx, program: Program, { typed, code, digests }: Sought): Promise<ParticipantsRow[]> {
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
