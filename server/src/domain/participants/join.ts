/**
 * Joins an account to a program: it gets its code and may share. Repeating gives the same answer. An account that joins
 * before its signup is reported is a member from then on.
 */
import { z } from 'zod'
import type { Tx } from '../../db/connect.js'
import { AppError, assert, must } from '../../errors.js'
import { idAt, newId } from '../../ids.js'
import * as field from '../../schema.js'
import { appendChanges } from '../changes/append.js'
import type { Context } from '../standing/context.js'
import { insertUserClaims, readUserOwners } from '../identities/claim.js'
import { digestOf, identitiesSchema } from '../identities/digest.js'
import { newCode } from '../person/code.js'
import { appendTallies } from '../ledger/tallies.js'
import type { Program } from '../standing/find.js'
import { inProgram } from '../standing/in-program.js'
import { identityDigests, learn } from '../signups/learn.js'

export const joinSchema = z.strictObject({
  identities: identitiesSchema.nullish(),
  country: field.countryOrEmpty.nullish(),
  birthYear: field.birthYear.nullish(),
  locale: field.locale.nullish(),
  displayName: field.displayName
    .nullish()
    .describe('What friends call this person; shown to them only after this person switches it on in the portal'),
  createdAt: field.instantOrEmpty
    .nullish()
    .describe('When the account was opened, if before this call. Ignored for a known account'),
})

const codeAttemptsMax = 20

/** @throws AppError `request_invalid` for an invalid identity or a date in the future; `participant_erased`. */
export async function join(
  context: Context,
  program: Program,
  userId: string,
  input: z.output<typeof joinSchema>,
): Promise<void> {
  const digests = identityDigests(context, program, input.identities ?? {}, input.country)
  const createdAtMs = input.createdAt?.getTime()
  if (createdAtMs !== undefined && createdAtMs > context.clock.nowMs()) {
    const fields = [{ path: 'createdAt', message: 'must lie in the past' }]
    throw new AppError('request_invalid', 'An account is not opened in the future.', { fields })
  }
  const userDigest = digestOf(context.keys.key(program.keyVersion, 'identity'), 'user', userId)
  await inProgram(context, program, async (tx, standing) => {
    const newOwnerId = createdAtMs === undefined ? newId() : idAt(createdAtMs)
    const id = await ownerOf(tx, program.id, userDigest, newOwnerId)
    await learn(tx, program.id, standing, id, digests, async () => {
      await addParticipant(tx, program.id, { id, userId, at: standing.now, ...input })
    })
  })
}

async function ownerOf(tx: Tx, programId: number, userDigest: string, ownerId: string): Promise<string> {
  const won = await insertUserClaims(tx, programId, [{ digest: userDigest, ownerId }], false)
  if (won.has(ownerId)) return ownerId
  return must((await readUserOwners(tx, programId, [userDigest])).get(userDigest), 'a lost claim has an owner').ownerId
}

interface Joining {
  readonly id: string
  readonly userId: string
  readonly at: Date
  readonly country?: string | null | undefined
  readonly birthYear?: number | null | undefined
  readonly locale?: string | null | undefined
  readonly displayName?: string | null | undefined
}

/** An app may join its people at every start, so a join does not express a wish to be known again. */
function erased(): AppError {
  return new AppError(
    'participant_erased',
    'This person asked to be forgotten, and was. If they want to take part again, call POST …/return.',
  )
}

/**
 * A friend with a reported signup has a row already, without a code. If a code is taken, another one is drawn. The epoch
 * of the links does not move: only a first code is given, and no process keeps a code that it did not find.
 */
async function addParticipant(tx: Tx, programId: number, joining: Joining): Promise<void> {
  const { id, userId, at } = joining
  await tx`
    insert into participants (program_id, id, user_id)
    values (${programId}, ${id}, ${userId})
    on conflict (program_id, id) do nothing`
  const { country = null, birthYear = null, locale = null, displayName = null } = joining
  // An app may join its people at every start: unchanged values are not written again.
  await tx`
    update participants
    set country = coalesce(${country}, country),
        birth_year = coalesce(${birthYear}::smallint, birth_year),
        locale = coalesce(${locale}, locale),
        display_name = coalesce(${displayName}, display_name)
    where program_id = ${programId} and id = ${id} and erased_at is null
      and (country, birth_year, locale, display_name) is distinct from
        (coalesce(${country}, country), coalesce(${birthYear}::smallint, birth_year), coalesce(${locale}, locale),
          coalesce(${displayName}, display_name))`
  const [row] = await tx<{ joined: boolean; erased: boolean }[]>`
    select code is not null as joined, erased_at is not null as erased from participants
    where program_id = ${programId} and id = ${id}`
  if (row?.erased === true) throw erased()
  if (row?.joined === true) return
  for (let attempt = 0; attempt < codeAttemptsMax; attempt++) {
    const code = newCode()
    const [taken] = await tx`
      select id from participants where program_id = ${programId} and code = ${code} limit 1`
    if (taken !== undefined) continue
    const given = await tx`
      update participants set code = ${code}, joined_at = ${at}
      where program_id = ${programId} and id = ${id} and code is null and erased_at is null`
    if (given.count === 0) return
    await appendChanges(tx, programId, [{ type: 'participant.joined', participantId: id }], at)
    await appendTallies(tx, programId, [{ metric: 'join', detail: '', count: 1, amountMinor: 0n }], at)
    return
  }
  assert(false, 'a free code is found within twenty draws')
}
