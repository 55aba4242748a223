/** `bondhu verify`: verifies the books and the audit record. */
import { openDatabase, type Sql } from '../db/connect.js'
import { loadKeyRing } from '../db/key-ring.js'
import { deployment } from '../domain/standing/audit-record.js'
import { verifyAudit } from '../domain/audit/verify.js'
import { verifyMoney } from '../domain/payouts/verify.js'
import type { Config } from '../config.js'
import { formatMinor } from '../money.js'

export async function runVerify(config: Config): Promise<void> {
  const database = await openDatabase(config, () => {})
  try {
    const differences = await verifyPrograms(database.service)
    const broken = await verifyRecords(database.service, config)
    if (differences + broken > 0) process.exitCode = 1
  } finally {
    await database.close()
  }
}

/** Prints a line per program and one per difference. @returns the number of differences */
export async function verifyPrograms(sql: Sql): Promise<number> {
  let count = 0
  const programs = await sql<{ id: number; slug: string; currency: string }[]>`
    select p.id, p.slug, v.terms ->> 'currency' as currency
    from programs p
    join program_versions v on v.program_id = p.id and v.version = 1
    order by p.id`
  for (const { id, slug, currency } of programs) {
    const { ok, transfers, differences } = await verifyMoney(sql, id)
    console.log(`${ok ? 'ok ' : 'BAD'} ${slug}: ${transfers} transfers, ${differences.length} differences`)
    for (const { kind, account, userId, recordedMinor, recomputedMinor } of differences) {
      const who = userId === undefined ? kind : `participant ${userId}`
      const [recorded, recomputed] = [recordedMinor, recomputedMinor].map((minor) => formatMinor(minor, currency))
      console.log(`    ${who}, ${account}: recorded ${recorded}, by the transfers ${recomputed}`)
    }
    count += differences.length
  }
  return count
}

/**
 * Verifies the chain of each program and of the team. The chain is keyed, so the ring is needed. @returns how many
 * entries do not fit
 */
async function verifyRecords(sql: Sql, config: Config): Promise<number> {
  const keys = await loadKeyRing(sql, config)
  const programs = await sql<{ id: number; slug: string }[]>`select id, slug from programs order by id`
  let count = 0
  for (const { id, slug } of [...programs, { id: deployment, slug: 'the team' }]) {
    const { ok, sealed, unsealed, broken, head } = await verifyAudit({ sql, keys }, id)
    console.log(`${ok ? 'ok ' : 'BAD'} ${slug}: record of ${sealed} changes sealed, ${unsealed} not yet; head ${head}`)
    if (broken !== null) console.log(`    entry ${broken.position} ${broken.why}`)
    if (!ok) count += 1
  }
  return count
}
