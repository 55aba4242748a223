/**
 * How a program looks for abuse: read and replaced as a whole. Each change is a new version. It is not part of the terms:
 * only owners see it, and a change needs no announcement.
 */
import { isDeepStrictEqual } from 'node:util'
import { AppError } from '../../errors.js'
import type { FraudSettings } from '../fraud/settings.js'
import { defaultSettings, readFraudVersion } from '../fraud/settings-cache.js'
import { insertFraudVersion } from '../fraud/write-version.js'
import type { Context } from '../standing/context.js'
import { standingOf, type Program } from '../standing/find.js'
import { holdingBooks } from '../standing/in-program.js'
import { recordChange } from '../standing/audit-record.js'

export interface FraudSettingsInUse {
  /** 0: the defaults. */
  readonly version: number
  readonly settings: FraudSettings
  readonly madeAt: Date | null
  readonly madeBy: string | null
}

export async function readFraudSettings(context: Context, program: Program): Promise<FraudSettingsInUse> {
  const { books } = await standingOf(context, program.id)
  const made = await readFraudVersion(context.sql, program.id, books.fraudVersion)
  return {
    version: books.fraudVersion,
    settings: made?.settings ?? defaultSettings,
    madeAt: made?.madeAt ?? null,
    madeBy: made?.madeBy ?? null,
  }
}

/** The same settings again make no version. @throws AppError `program_state_conflict` */
export async function changeFraudSettings(context: Context, program: Program, settings: FraudSettings): Promise<void> {
  await holdingBooks(context, program, async (tx, standing) => {
    if (standing.books.state === 'settled') {
      throw new AppError('program_state_conflict', 'The program is settled: nobody is decided any more.')
    }
    const before = await context.fraudSettings.get(tx, program.id, standing.books.fraudVersion)
    if (isDeepStrictEqual(before, settings)) return
    await insertFraudVersion(tx, program.id, {
      version: standing.books.fraudVersion + 1,
      settings,
      by: context.cause?.by ?? 'service',
      at: standing.now,
    })
    await recordChange(context, tx, program.id, { before, after: settings })
  })
}
