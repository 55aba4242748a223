/**
 * Joins an account to a program: it gets its code and may share. Repeating gives the same answer. An account that joins
 * before its signup is reported is a member from then on.
 */
import * as z from 'zod'
import type { Tx } from '../../db/connect.js'
import { AppError, must } from '../../errors.js'
import { idAt, newId } from '../../ids.js'
import * as field from '../../schema.js'
import { appendChanges } from '../changes/append.js'
import { keepJoinMarks } from '../fraud/join-marks.js'
import type { OwnMarks } from '../fraud/signals/case.js'
import { contextSchema, seenOf, traceKeysOf } from '../fraud/trace.js'
import { bornMaxOf } from '../standing/under-age.js'
import type { Context } from '../standing/context.js'
import { insertUserClaims, readUserOwners } from '../identities/claim.js'
import { digestOf, identitiesSchema, type IdentityDigest } from '../identities/digest.js'
import { newCode } from '../person/new-code.js'
import { appendTallies } from '../ledger/tallies.js'
import type { Program, Standing } from '../standing/find.js'
import { notOpenedYet, openedAtOf } from '../standing/occurred-at.js'
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
  context: contextSchema
    .nullish()
    .describe(
      'What the app saw of the person, only for abuse rules: friends are compared with their advocate by it. Digests of the first `ip` and `userAgent` are kept; the rest is ignored, and so is all of it for an account that came as a friend',
    ),
})

const codeAttemptsMax = 20

/** What a join writes, read before its transaction. */
export interface ReadJoin {
  readonly userId: string
  readonly userDigest: string
  readonly digests: readonly IdentityDigest[]
  readonly marks: OwnMarks
  readonly input: z.output<typeof joinSchema>
}

/** @throws AppError `request_invalid` for an invalid identity or a date in the future; `participant_erased`. */
export async function join(
  context: Context,
  program: Program,
  userId: string,
  input: z.output<typeof joinSchema>,
): Promise<void> {
  const read = readJoin(context, program, userId, input)
  await inProgram(context, program, async (tx, standing) => void (await joinIn(tx, program.id, standing, read)))
}

/** @throws AppError `request_invalid` */
export function readJoin(
  context: Context,
  program: Program,
  userId: string,
  input: z.output<typeof joinSchema>,
): ReadJoin {
  const digests = identityDigests(context, program, input.identities ?? {}, input.country)
  const createdAt = input.createdAt && openedAtOf(input.createdAt, context.clock.nowMs())
  if (input.createdAt && createdAt === undefined) {
    const fields = [{ path: 'createdAt', message: notOpenedYet }]
    throw new AppError('request_invalid', `The request is invalid. createdAt ${notOpenedYet}.`, { fields })
  }
  const userDigest = digestOf(context.keys.key(program.keyVersion, 'identity'), 'user', userId)
  const marks = seenOf(traceKeysOf(context.keys, program.keyVersion), input.context ?? {}, context.networks)
  return { userId, userDigest, digests, marks, input: { ...input, createdAt } }
}

/** @returns the id, and whether the account joined now. @throws AppError `participant_erased` */
export async function joinIn(
  tx: Tx,
  programId: number,
  standing: Standing,
  read: ReadJoin,
): Promise<{ id: string; joined: boolean }> {
  const { userId, userDigest, digests, marks, input } = read
  const newOwnerId = input.createdAt == null ? newId() : idAt(input.createdAt.getTime())
  const id = await ownerOf(tx, programId, userDigest, newOwnerId)
  let joined = false
  await learn(tx, programId, standing, id, digests, async () => {
    joined = await addParticipant(tx, programId, { id, userId, at: standing.now, ...input })
    await keepJoinMarks(tx, programId, id, marks, bornMaxOf(standing.inForce.terms, standing.now))
  })
  return { id, joined }
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
 * @returns whether the account joined now
 */
async function addParticipant(tx: Tx, programId: number, joining: Joining): Promise<boolean> {
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
  if (row?.joined === true) return false
  for (let attempt = 0; attempt < codeAttemptsMax; attempt++) {
    const code = newCode()
    const [taken] = await tx`
      select id from participants where program_id = ${programId} and code = ${code} limit 1`
    if (taken !== undefined) continue
    // A friend who asked to be forgotten, and waits for it, gets no link: they have left.
    const given = await tx`
      update participants set code = ${code}, joined_at = ${at}
      where program_id = ${programId} and id = ${id} and code is null and erasure_asked_at is null`
    if (given.count === 0) return false
    await appendChanges(tx, programId, [{ type: 'participant.joined', participantId: id }], at)
    await appendTallies(tx, programId, [{ metric: 'join', detail: '', count: 1, amountMinor: 0n }], at)
    return true
  }
  throw new Error('assertion failed: a free code is found within twenty draws')
}
