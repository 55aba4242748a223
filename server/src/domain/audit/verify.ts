/**
 * Walks a chain from its first entry and recomputes every digest. It reads one snapshot, a thousand entries at a time.
 */
import { snapshot, type Tx } from '../../db/connect.js'
import type { Context } from '../standing/context.js'
import { chainKey, emptyChain, nextDigest, utcText, type SealedEntry } from './seal.js'

export interface AuditVerification {
  readonly ok: boolean
  readonly sealed: number
  readonly unsealed: number
  /** The first position that does not fit, and why. */
  readonly broken: { readonly position: number; readonly why: string } | null
  /** The last digest. Stored elsewhere, it later proves that nothing was cut off at the end. */
  readonly head: string
}

interface Link extends SealedEntry {
  readonly position: bigint
  readonly key_version: number
  readonly digest: Buffer
}

const bite = 1000

export async function verifyAudit(
  context: Pick<Context, 'sql' | 'keys'>,
  programId: number,
): Promise<AuditVerification> {
  return snapshot(context.sql, async (tx) => {
    let digest = emptyChain
    let position = 0n
    let broken: AuditVerification['broken'] = null
    for (;;) {
      const links = await readLinks(tx, programId, position)
      for (const link of links) {
        const expected = position + 1n
        const key = chainKey(context.keys.key(link.key_version, 'audit'), programId)
        const next = nextDigest(key, digest, link)
        if (link.position !== expected) broken ??= { position: Number(expected), why: 'is missing' }
        else if (!next.equals(link.digest)) broken ??= { position: Number(expected), why: 'was changed' }
        position = link.position
        digest = link.digest
      }
      if (links.length < bite) break
    }
    const [counted] = await tx<{ unsealed: number }[]>`
      select count(*)::int as unsealed from audit_entries e
      where program_id = ${programId}
        and not exists (select from audit_chain c where c.program_id = ${programId} and c.entry_id = e.id)`
    return {
      ok: broken === null,
      sealed: Number(position),
      unsealed: counted?.unsealed ?? 0,
      broken,
      head: digest.toString('hex'),
    }
  })
}

async function readLinks(tx: Tx, programId: number, after: bigint): Promise<Link[]> {
  return tx<Link[]>`
    select c.position, c.key_version, c.digest, e.id, ${utcText(tx)}, e.actor, e.action, e.subject, e.address,
      e.before::text, e.after::text
    from audit_chain c
    join audit_entries e on e.program_id = ${programId} and e.id = c.entry_id
    where c.program_id = ${programId} and c.position > ${after.toString()}::bigint
    order by c.position
    limit ${bite}`
}
