/** `bondhu verify`: the proof of the books, for whoever asks. */
import { openDatabase } from '../db/connect.js'
import { verifyLedger } from '../domain/ledger/verify.js'
import type { Config } from '../config.js'
import { formatMinor } from '../money.js'

export async function runVerify(config: Config): Promise<void> {
  const database = await openDatabase(config, () => {})
  try {
    const programs = await database.service<{ id: number; slug: string; currency: string }[]>`
      select p.id, p.slug, v.terms ->> 'currency' as currency
      from programs p
      join program_versions v on v.program_id = p.id and v.version = 1
      order by p.id`
    for (const { id, slug, currency } of programs) {
      const { ok, transfers, differences } = await verifyLedger(database.service, id)
      console.log(`${ok ? 'ok ' : 'BAD'} ${slug}: ${transfers} transfers, ${differences.length} differences`)
      for (const { kind, account, userId, recordedMinor, recomputedMinor } of differences) {
        const who = userId === undefined ? kind : `participant ${userId}`
        const [recorded, recomputed] = [recordedMinor, recomputedMinor].map((minor) => formatMinor(minor, currency))
        console.log(`    ${who}, ${account}: recorded ${recorded}, by the transfers ${recomputed}`)
      }
      if (!ok) process.exitCode = 1
    }
  } finally {
    await database.close()
  }
}
