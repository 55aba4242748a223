/**
 * A participant's data that must be readable again (a wallet's number), sealed under a key of that participant. Without
 * the key's row nobody can read it: deleting the row erases the data everywhere, also in later backups.
 */
import { randomBytes } from 'node:crypto'
import type { Sql, Tx } from '../../db/connect.js'
import { must } from '../../errors.js'
import { seal, unseal } from '../../sealed.js'
import type { Context } from '../standing/context.js'
import type { Program } from '../standing/find.js'

export async function sealFor(
  context: Context,
  tx: Tx,
  program: Program,
  participantId: string,
  text: string,
): Promise<Buffer> {
  const made = seal(ringKey(context, program), randomBytes(32), participantId)
  await tx`
    insert into participant_keys (program_id, participant_id, sealed)
    values (${program.id}, ${participantId}, ${made})
    on conflict (program_id, participant_id) do nothing`
  const key = must(await dataKey(context, tx, program, participantId), 'a participant whose key was made has one')
  return seal(key, Buffer.from(text), participantId)
}

/** @returns undefined if the participant was erased since; one who came back has another key. */
export async function unsealFor(
  context: Context,
  sql: Sql | Tx,
  program: Program,
  participantId: string,
  sealed: Buffer,
): Promise<string | undefined> {
  return (await unsealAllFor(context, sql, program, participantId, [sealed]))[0]
}

/** In the same order; undefined what an erasure emptied. */
export async function unsealAllFor(
  context: Context,
  sql: Sql | Tx,
  program: Program,
  participantId: string,
  sealed: readonly Buffer[],
): Promise<readonly (string | undefined)[]> {
  if (sealed.every(({ length }) => length === 0)) return sealed.map(() => undefined)
  const key = await dataKey(context, sql, program, participantId)
  return sealed.map((one) =>
    key === undefined || one.length === 0 ? undefined : unseal(key, one, participantId).toString('utf8'),
  )
}

async function dataKey(
  context: Context,
  sql: Sql | Tx,
  program: Program,
  participantId: string,
): Promise<Buffer | undefined> {
  const [row] = await sql<{ sealed: Buffer }[]>`
    select sealed from participant_keys where program_id = ${program.id} and participant_id = ${participantId}`
  return row === undefined ? undefined : unseal(ringKey(context, program), row.sealed, participantId)
}

function ringKey(context: Context, program: Program): Buffer {
  return context.keys.key(program.keyVersion, 'participant')
}
