/** A close as an operator sees it: its steps with dates and what is awaited. Before it starts: what would happen. */
import { snapshot } from '../../db/connect.js'
import type { Context } from '../standing/context.js'
import { standingOf, type Program, type Standing } from '../standing/find.js'
import { readAwaited, type Awaited } from './awaited.js'
import { closeSteps, holdsEndedAt, readClose, readSteps, type Step } from './closes.js'
import { closedAtOf, hasRun } from './enter.js'
import { readUncollected, type Uncollected } from './uncollected.js'
import { findWaiting, type CloseRequest } from './requests.js'
import { closeDates } from './windows.js'

export interface CloseStanding {
  readonly country: string | null
  /** False: nothing has ended, and this is what would happen now. */
  readonly begun: boolean
  readonly closedAt: Date
  readonly settledAt: Date | null
  readonly steps: readonly Step[]
  readonly awaited: Awaited
  /** The current value, also long after settlement. */
  readonly uncollected: Uncollected
  /** Set aside and not promised. For the whole program, also in a question about one country. */
  readonly budgetMinor: bigint
  readonly currency: string
  /** The request that waits for a second person. */
  readonly request: CloseRequest | null
}

export async function readCloseStanding(
  context: Context,
  program: Program,
  country: string | null,
): Promise<CloseStanding> {
  return snapshot(context.sql, async (tx) => {
    const standing = await standingOf(context, program.id, tx)
    const close = await readClose(tx, program.id, country)
    const steps = close === undefined ? foreseen(standing, country) : await readSteps(tx, program.id, close.id)
    const awaited = await readAwaited(tx, program.id, country, holdsEndedAt(steps))
    return {
      country,
      begun: close !== undefined,
      closedAt: close?.closedAt ?? closedAtOf(standing),
      settledAt: close?.settledAt ?? null,
      steps: steps.map((step) => withDate(step, awaited)),
      awaited,
      uncollected: await readUncollected(tx, program.id, country),
      budgetMinor: standing.books.budgetMinor,
      currency: standing.inForce.terms.currency,
      request: (await findWaiting(tx, program.id, standing, country)) ?? null,
    }
  })
}

function foreseen(standing: Standing, country: string | null): Step[] {
  const dates = closeDates(standing.versions, closedAtOf(standing), hasRun(standing))
  return closeSteps
    .filter((step) => step !== 'payouts' || country === null)
    .map((step) => ({
      step,
      dueAt: step === 'windows' ? dates.clicksUntil : step === 'reports' ? dates.reportsUntil : null,
      doneAt: null,
    }))
}

/** Actions and holds end by themselves, at the latest with the last known one. */
function withDate(step: Step, { actions, holds }: Awaited): Step {
  if (step.step === 'actions') return { ...step, dueAt: actions.until }
  if (step.step === 'holds') return { ...step, dueAt: holds.until }
  return step
}
