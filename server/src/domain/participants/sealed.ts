/**
 * What is known of a participant and must be readable again (a wallet's number), sealed under a key of that participant.
 * Without the key's row nobody can read any of it: erasing the row erases it everywhere, in backups of later days too.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Sql, Tx } from '../../db/connect.js'
import { must } from '../../errors.js'
import type { Context } from '../context.js'
import type { Program } from '../programs/find.js'

const ivBytes = 12
const tagBytes = 16

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

/** @returns undefined where the participant was erased. */
export async function unsealFor(
  context: Context,
  sql: Sql | Tx,
  program: Program,
  participantId: string,
  sealed: Buffer,
): Promise<string | undefined> {
  const key = await dataKey(context, sql, program, participantId)
  return key === undefined ? undefined : unseal(key, sealed, participantId).toString('utf8')
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

/** AES-256-GCM; `about` is bound in, so that what was sealed for one is no use in the row of another. */
function seal(key: Buffer, plain: Buffer, about: string): Buffer {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes }).setAAD(Buffer.from(about))
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), sealed])
}

/** @throws Error where it was altered */
function unseal(key: Buffer, sealed: Buffer, about: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, ivBytes), { authTagLength: tagBytes })
  decipher.setAAD(Buffer.from(about)).setAuthTag(sealed.subarray(ivBytes, ivBytes + tagBytes))
  return Buffer.concat([decipher.update(sealed.subarray(ivBytes + tagBytes)), decipher.final()])
}
