/**
 * Asks the app about signups before they are decided, where the program has a veto. A batch of a program without one is
 * never interrupted: only a batch that reads in the books that the app is asked leaves such signups out, before it writes
 * anything, and they come again with the answer.
 *
 * The question does not depend on whether the friend is a member, so its time tells nobody.
 */
import { arrayText } from '../../db/array-text.js'
import type { Batcher } from '../../batcher.js'
import { hourMs } from '../../clock.js'
import { AppError, must } from '../../errors.js'
import type { Context } from '../standing/context.js'
import { standingOf, type Program, type Standing } from '../standing/find.js'
import { occurredAtOf } from '../standing/occurred-at.js'
import { isPaused } from '../standing/phase.js'
import { worthOf } from '../standing/worth.js'
import { ask, askedAbreastMax } from '../veto/ask.js'
import type { Question } from '../veto/question.js'
import type { SignupCommand } from './command.js'
import { findEvidence, weighEvidence, type Evidence, type Findings } from './evidence.js'
import type { Decided, Outcome, Submitted } from './submit.js'

/** A veto that is switched on and off again and again must not hold a call for ever. */
const roundsMax = 3

/**
 * Decides one signup, and asks the app before if that is needed.
 * @throws if it could not be decided
 */
export async function submitOne(
  context: Context,
  batcher: Batcher<Submitted, Outcome>,
  submitted: Submitted,
): Promise<Decided> {
  const outcome = await batcher.submit(submitted)
  if (!('unasked' in outcome)) return outcome
  const [asked] = await submitAll(context, batcher, submitted.program, [submitted.command])
  return must(asked, 'an outcome')
}

/**
 * The same for several signups, as one group of the batcher.
 * @returns one outcome per command, in the same order
 */
export async function submitAll(
  context: Context,
  batcher: Batcher<Submitted, Outcome>,
  program: Program,
  commands: readonly SignupCommand[],
): Promise<Decided[]> {
  const outcomes = await batcher.submitAll(commands.map((command) => ({ program, command })))
  for (let round = 0; round < roundsMax; round++) {
    const unasked = [...commands.entries()].filter(([index]) => 'unasked' in must(outcomes[index], 'an outcome'))
    if (unasked.length === 0) break
    const asked = await askAbout(
      context,
      program,
      unasked.map(([, command]) => command),
    )
    const decided = await batcher.submitAll(asked.map((command) => ({ program, command })))
    for (const [position, [index]] of unasked.entries()) outcomes[index] = must(decided[position], 'an outcome')
  }
  return outcomes.map((outcome) => ('unasked' in outcome ? { error: changing() } : outcome))
}

function changing(): AppError {
  return new AppError('overloaded', 'The veto of the program is changing. Send the same request again in a moment.', {
    retryAfterSeconds: 1,
  })
}

/** What an earlier report of the same person came to. */
interface Earlier {
  /** Organic, so that a code in time may decide it once more. */
  readonly isOpen: boolean
  readonly occurredAt: Date
  readonly decidedAt: Date
}

/**
 * A signup that nobody is rewarded for needs no question: decided before, or without evidence. Its code is taken out, so
 * that a code which begins to count in this moment grants nothing unasked.
 */
async function askAbout(
  context: Context,
  program: Program,
  commands: readonly SignupCommand[],
): Promise<SignupCommand[]> {
  const standing = await standingOf(context, program.id)
  const earlier = await readEarlier(context, program.id, commands)
  const moments = commands.flatMap(({ code, occurredAt, userDigest }) =>
    code === undefined ? [] : (earlier.get(userDigest)?.occurredAt ?? occurredAt ?? []),
  )
  const found = await findEvidence(context.sql, program.id, commands, moments)
  const asked: SignupCommand[] = []
  const waiting = [...commands.entries()]
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, command] = next
      const question = questionOf(command, { standing, found, earlier: earlier.get(command.userDigest) })
      const verdict = question && (await ask(context, program, question))
      asked[index] =
        question === undefined
          ? { ...command, code: undefined, veto: 'unneeded' }
          : // Switched off meanwhile: the next batch decides as the books then say.
            { ...command, veto: verdict }
    }
  }
  await Promise.all(Array.from({ length: Math.min(askedAbreastMax, commands.length) }, work))
  return asked
}

function questionOf(
  command: SignupCommand,
  one: { standing: Standing; found: Findings; earlier: Earlier | undefined },
): Question | undefined {
  const { standing, earlier } = one
  const evidence = earlier === undefined ? firstEvidence(command, one) : lateEvidence(command, { ...one, earlier })
  if (evidence === undefined || evidence.evidence.phase === 'closed') return undefined
  const { advocateMinor, friendMinor } = worthOf(evidence.evidence.version.terms)
  return {
    stage: 'signup',
    subject: command.userDigest,
    referralId: null,
    friendUserId: command.userId,
    advocateUserId: evidence.evidence.advocateUserId,
    amountMinor: advocateMinor,
    friendAmountMinor: friendMinor,
    currency: standing.inForce.terms.currency,
    occurredAt: evidence.occurredAt,
  }
}

type Weighed = { readonly evidence: Evidence; readonly occurredAt: Date } | undefined

function firstEvidence(command: SignupCommand, one: { standing: Standing; found: Findings }): Weighed {
  const occurredAt = occurredAtOf(command, one.standing.now)
  if (occurredAt instanceof AppError) return undefined
  const opening = { occurredAt, joinedBy: command.occurredAt ?? null }
  const evidence = weighEvidence(command, one.found, one.standing, opening)
  return typeof evidence === 'string' ? undefined : { evidence, occurredAt }
}

/** As in a batch: by the code alone, and by the account as it was first reported. */
function lateEvidence(
  command: SignupCommand,
  { standing, found, earlier }: { standing: Standing; found: Findings; earlier: Earlier },
): Weighed {
  const { occurredAt, decidedAt } = earlier
  const lateUntil = decidedAt.getTime() + standing.inForce.terms.lateCodeHours * hourMs
  if (!earlier.isOpen || command.code === undefined || standing.now.getTime() >= lateUntil) return undefined
  if (isPaused(standing)) return undefined
  const joinedBy = occurredAt < decidedAt ? occurredAt : decidedAt
  const evidence = weighEvidence({ ...command, clickIds: [] }, found, standing, { occurredAt, joinedBy })
  return typeof evidence === 'string' ? undefined : { evidence, occurredAt }
}

async function readEarlier(
  { sql }: Context,
  programId: number,
  commands: readonly SignupCommand[],
): Promise<Map<string, Earlier>> {
  const rows = await sql<{ digest: string; open: boolean; occurred_at: Date; decided_at: Date }[]>`
    select d.digest, s.facts is not null as open, s.occurred_at, s.decided_at
    from unnest(${arrayText(commands.map(({ userDigest }) => userDigest))}::uuid[]) as d (digest), lateral (
      select owner_id from identity_claims
      where program_id = ${programId} and kind = 'user' and digest = d.digest
      limit 1) as c
    join signups s on s.program_id = ${programId} and s.participant_id = c.owner_id`
  return new Map(
    rows.map((row) => [row.digest, { isOpen: row.open, occurredAt: row.occurred_at, decidedAt: row.decided_at }]),
  )
}
