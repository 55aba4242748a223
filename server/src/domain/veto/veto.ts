/** The veto of a program: where and when its app is asked, and what no answer means. */
import * as z from 'zod'
import type { Sql, Tx } from '../../db/connect.js'
import type { FraudStage, VetoesRow } from '../../db/rows.js'
import { AppError } from '../../errors.js'
import * as field from '../../schema.js'
import type { Books } from '../ledger/books.js'
import { countOf, readTallies } from '../ledger/tallies.js'
import type { SealedSecrets } from '../standing/shared-secret.js'

export const vetoStages = ['signup', 'release'] as const satisfies readonly FraudStage[]
export const noAnswers = ['allow', 'hold'] as const
export type NoAnswer = (typeof noAnswers)[number]

export const vetoSchema = z.strictObject({
  url: field.httpUrl.describe('https://, and an address that the world can reach'),
  at: z
    .array(z.enum(vetoStages))
    .min(1)
    .max(2)
    .describe('`signup`: before a reward is granted. `release`: when its hold ends'),
  noAnswer: z
    .enum(noAnswers)
    .describe('What it means if the app does not answer in time: `allow`, or `hold` for a review by a person'),
})

export interface Veto {
  readonly id: string
  readonly url: string
  readonly noAnswer: NoAnswer
  readonly sealed: SealedSecrets
  /** Questions in a row without a valid answer. */
  readonly unanswered: number
  /** Nothing is asked until then, by real time. */
  readonly restingUntil: Date | null
  readonly trouble: { readonly says: string; readonly at: Date } | null
  readonly createdAt: Date
}

export async function findVeto(sql: Sql | Tx, programId: number): Promise<Veto | undefined> {
  const [row] = await sql<VetoesRow[]>`
    select program_id, id, url, no_answer, secret, previous_secret, previous_until, unanswered, resting_until, trouble,
      trouble_at, created_at
    from vetoes where program_id = ${programId}`
  return row && vetoOf(row)
}

/** @throws AppError `veto_not_found` */
export async function getVeto(sql: Sql | Tx, programId: number): Promise<Veto> {
  const veto = await findVeto(sql, programId)
  if (veto === undefined) throw new AppError('veto_not_found', 'This program does not ask its app.')
  return veto
}

function vetoOf(row: VetoesRow): Veto {
  return {
    id: row.id,
    url: row.url,
    noAnswer: row.no_answer === 'hold' ? 'hold' : 'allow',
    sealed: { secret: row.secret, previous: row.previous_secret, previousUntil: row.previous_until },
    unanswered: row.unanswered,
    restingUntil: row.resting_until,
    trouble: row.trouble === null || row.trouble_at === null ? null : { says: row.trouble, at: row.trouble_at },
    createdAt: row.created_at,
  }
}

export function stagesOf({ vetoAtSignup, vetoAtRelease }: Books): FraudStage[] {
  return vetoStages.filter((stage) => (stage === 'signup' ? vetoAtSignup : vetoAtRelease))
}

/** What the app said since the beginning. */
export interface Said {
  readonly allowed: number
  readonly refused: number
  readonly unanswered: number
}

export async function readSaid(sql: Sql, programId: number): Promise<Record<FraudStage, Said>> {
  const tallies = await readTallies(sql, programId)
  const of = (stage: FraudStage): Said => ({
    allowed: countOf(tallies, 'veto', `${stage}:allowed`),
    refused: countOf(tallies, 'veto', `${stage}:refused`),
    unanswered: countOf(tallies, 'veto', `${stage}:unanswered`),
  })
  return { signup: of('signup'), release: of('release') }
}
