/** What became of one row of an export, and how a dry run finds it out: the same work, rolled back. */
import { AppError } from '../../errors.js'

export type Outcome =
  | {
      readonly result: 'taken' | 'already_there'
      /** Why the person's code was left out. */
      readonly leftOut?: string
    }
  | { readonly result: 'refused'; readonly reason: string; readonly detail: string }

/** A row that is not taken. */
export class Refusal extends Error {
  readonly reason: string

  constructor(reason: string, detail: string) {
    super(detail)
    this.reason = reason
  }
}

class Undone extends Error {
  readonly outcome: Outcome

  constructor(outcome: Outcome) {
    super('a dry run')
    this.outcome = outcome
  }
}

/**
 * Refusals become outcomes.
 * @param work ends its transaction with `done`, which rolls it back in a dry run
 */
export async function orUndone(
  dryRun: boolean,
  work: (done: (outcome: Outcome) => Outcome) => Promise<Outcome>,
): Promise<Outcome> {
  try {
    return await work((outcome) => {
      if (dryRun) throw new Undone(outcome)
      return outcome
    })
  } catch (error) {
    if (error instanceof Undone) return error.outcome
    if (error instanceof Refusal) return { result: 'refused', reason: error.reason, detail: error.message }
    if (!(error instanceof AppError)) throw error
    return { result: 'refused', reason: error.code, detail: detailOf(error) }
  }
}

function detailOf({ message, fields }: AppError): string {
  return fields.length === 0
    ? message
    : fields.map(({ path, message: why }) => `${path.replace('identities.', '')} ${why}`.trim()).join('; ')
}
