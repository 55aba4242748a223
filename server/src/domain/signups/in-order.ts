/**
 * The signups of one call, decided as if they were reported one after another. They share the batches of single reports.
 *
 * A batch claims the identities of all its signups before it judges one. So a report that shares its person or an
 * identity with an earlier one of the call is in a later batch, which starts when the earlier one is decided.
 */
import type { Batcher } from '../../batcher.js'
import type { Context } from '../standing/context.js'
import type { Program } from '../standing/find.js'
import { submitAll } from './ask-app.js'
import type { SignupCommand } from './command.js'
import type { Decided, Outcome, Submitted } from './submit.js'

/**
 * @returns one outcome per command, in the same order. What follows a batch that could not be decided fails like it:
 * it must not overtake.
 * @throws if nothing could be decided
 */
export async function decideInOrder(
  context: Context,
  batcher: Batcher<Submitted, Outcome>,
  program: Program,
  commands: readonly SignupCommand[],
): Promise<Decided[]> {
  const outcomes: Decided[] = []
  for (const part of partsOf(commands, batcher.batchMax)) {
    try {
      outcomes.push(...(await submitAll(context, batcher, program, part)))
    } catch (error) {
      if (outcomes.length === 0) throw error
      return commands.map((_, index) => outcomes[index] ?? { error })
    }
  }
  return outcomes
}

/** Runs of at most `sizeMax` commands, each without a person or an identity that occurs twice in it. Pure. */
export function partsOf(commands: readonly SignupCommand[], sizeMax: number): SignupCommand[][] {
  const parts: SignupCommand[][] = []
  let part: SignupCommand[] = []
  const seen = new Set<string>()
  for (const command of commands) {
    const marks = marksOf(command)
    if (part.length === sizeMax || marks.some((mark) => seen.has(mark))) {
      parts.push(part)
      part = []
      seen.clear()
    }
    part.push(command)
    for (const mark of marks) seen.add(mark)
  }
  return part.length === 0 ? parts : [...parts, part]
}

function marksOf({ userDigest, identities }: SignupCommand): string[] {
  return [`user ${userDigest}`, ...identities.map(({ kind, digest }) => `${kind} ${digest}`)]
}
