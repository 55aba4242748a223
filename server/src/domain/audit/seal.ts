/** Seals entries into the chain, outside any request. Losing a run loses nothing; of two at once one appends. */
import { createHmac } from 'node:crypto'
import { arrayText } from '../../db/array-text.js'
import type { Tx } from '../../db/connect.js'
import { isUniqueViolation, retryingTransaction } from '../../db/retry.js'
import type { Context } from '../standing/context.js'

export const sealMax = 1000

/** An entry as the chain reads it: every column, as text. */
export interface SealedEntry {
  readonly id: string
  readonly at: string
  readonly actor: string
  readonly action: string
  readonly subject: string | null
  readonly address: string | null
  readonly before: string | null
  readonly after: string | null
}

/** @returns how many were sealed; as many as allowed means there may be more. */
export async function sealEntries(context: Context, programId: number): Promise<number> {
  try {
    return await retryingTransaction(context.sql, (tx) => seal(context, tx, programId))
  } catch (error) {
    // Another sweep took the position: it or the next run does the rest.
    if (isUniqueViolation(error)) return 0
    throw error
  }
}

async function seal({ keys }: Context, tx: Tx, programId: number): Promise<number> {
  const [last] = await tx<{ position: bigint; digest: Buffer }[]>`
    select position, digest from audit_chain where program_id = ${programId} order by position desc limit 1`
  // An entry that committed late follows those sealed before it: the chain has the order of sealing.
  const entries = await tx<SealedEntry[]>`
    select id, ${utcText(tx)}, actor, action, subject, address, before::text, after::text
    from audit_entries e
    where program_id = ${programId}
      and not exists (select from audit_chain c where c.program_id = ${programId} and c.entry_id = e.id)
    order by id
    limit ${sealMax}`
  if (entries.length === 0) return 0
  const version = keys.latestVersion
  const key = chainKey(keys.key(version, 'audit'), programId)
  let digest = last?.digest ?? emptyChain
  const digests = entries.map((entry) => (digest = nextDigest(key, digest, entry)))
  const first = (last?.position ?? 0n) + 1n
  await tx`
    insert into audit_chain (program_id, position, entry_id, key_version, digest)
    select ${programId}, ${first.toString()}::bigint + arrival - 1, entry_id, ${version}, decode(digest, 'hex')
    from unnest(
      ${arrayText(entries.map(({ id }) => id))}::uuid[],
      ${arrayText(digests.map((one) => one.toString('hex')))}::text[]
    ) with ordinality as t (entry_id, digest, arrival)`
  return entries.length
}

export const emptyChain: Buffer = Buffer.alloc(32)

/** Keyed: somebody who can write to the tables cannot repair the chain. */
export function nextDigest(key: Buffer, before: Buffer, entry: SealedEntry): Buffer {
  const { id, at, actor, action, subject, address, before: was, after: is } = entry
  const text = JSON.stringify([id, at, actor, action, subject, address, was, is])
  return createHmac('sha256', key).update(before).update(text).digest()
}

export function chainKey(ringKey: Buffer, programId: number): Buffer {
  return createHmac('sha256', ringKey).update(`audit of ${programId}`).digest()
}

/** An instant as text that no session setting changes. */
export function utcText(tx: Tx) {
  return tx`to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`
}
