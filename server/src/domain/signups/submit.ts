/**
 * The entry for signups: batches with their retries. After a deadlock, a serialization failure or a lost connection the
 * batch is retried, which is harmless: committed decisions are found as repeats. After a data error its members are
 * retried one by one, so that only the bad one fails.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Batcher, ProgramBatchers } from '../../batcher.js'
import { databaseUnavailable, retryable } from '../../db/connect.js'
import { AppError, must } from '../../errors.js'
import type { Context } from '../standing/context.js'
import type { Program } from '../standing/find.js'
import type { SignupCommand } from './command.js'
import { BatchOutdated } from './decision.js'
import { booksChanged, markCrossed } from '../ledger/apply.js'
import { decideBatch, type SignupResult } from './decide.js'
import type { Confirming } from './write.js'

/** A larger batch waits longer for its locks and gains nothing: 500 and 2,000 decided the same number per second. */
export const batchMax = 500
/**
 * While PostgreSQL works on one batch, this process prepares and answers the other. With one at a time the two waited
 * for each other, and 1.1 of two cores were busy: two decide a sixth more per second (docs/decisions/0022).
 */
const runnersPerProgram = 2
const queueMax = 20_000
const attemptsMax = 12
/** After so many attempts a batch decides alone, so that faster batches cannot pass it again and again. */
const attemptsBesideOthers = 3

/** The result of a batch for one command. */
export type Outcome = Exclude<SignupResult, { again: true }> | { readonly error: unknown }
/** The same once the app was asked, where the program has a veto. */
export type Decided = Exclude<Outcome, { unasked: true }>

export interface Submitted {
  readonly program: Program
  readonly command: SignupCommand
}

/** For the benchmark, which compares other sizes; the product does not set them. */
export interface BatchLimits {
  readonly batchMax: number
  readonly runners: number
}

export function signupBatchers(
  context: Context,
  onBatch: (size: number) => void,
  limits: BatchLimits = { batchMax, runners: runnersPerProgram },
): ProgramBatchers<Submitted, Outcome> {
  return new ProgramBatchers(
    () =>
      new Batcher<Submitted, Outcome>({
        run: (items) =>
          decideAll(
            context,
            must(items[0], 'a batch has members').program,
            items.map(({ command }) => command),
          ),
        ...limits,
        queueMax,
        onBatch,
      }),
  )
}

/** @returns one outcome per command, in order. Rejects if the database cannot be reached. */
export async function decideAll(
  context: Context,
  program: Program,
  commands: readonly SignupCommand[],
): Promise<Outcome[]> {
  const outcomes = await decideOrIsolate(context, program, commands)
  const later = commands.filter((_, index) => 'again' in must(outcomes[index], 'an outcome a command'))
  if (later.length === 0) return outcomes as Outcome[]
  // Late codes for signups of this batch: those are decided now, so this recurs once.
  const laterOutcomes = await decideAll(context, program, later)
  return outcomes.map((outcome) => ('again' in outcome ? must(laterOutcomes.shift(), 'an outcome') : outcome))
}

async function decideOrIsolate(
  context: Context,
  program: Program,
  commands: readonly SignupCommand[],
): Promise<(SignupResult | { error: unknown })[]> {
  try {
    return await decideWithRetries(context, program, commands)
  } catch (error) {
    if (retryable(error) || databaseUnavailable(error) || error instanceof AppError) throw error
    if (commands.length === 1) return [{ error }]
    const alone: (SignupResult | { error: unknown })[] = []
    for (const command of commands) alone.push(...(await decideOrIsolate(context, program, [command])))
    return alone
  }
}

async function decideWithRetries(
  context: Context,
  program: Program,
  commands: readonly SignupCommand[],
): Promise<SignupResult[]> {
  let confirming: Confirming = 'as read'
  for (let attempt = 1; ; attempt++) {
    try {
      const turn = attempt > attemptsBesideOthers ? 'alone' : 'beside others'
      return await decideBatch(context, program, commands, confirming, turn)
    } catch (error) {
      if (markCrossed(error)) confirming = 'telling'
      else if (!(error instanceof BatchOutdated) && !booksChanged(error) && !retryable(error)) throw error
      if (attempt === attemptsMax) {
        if (retryable(error)) throw error
        throw new AppError('overloaded', 'The program is changing too fast. Send the same request again in a moment.', {
          retryAfterSeconds: 1,
        })
      }
      // A random wait, so that two conflicting batches do not conflict again.
      if (retryable(error)) await sleep(Math.random() * 20 * attempt)
    }
  }
}
