/** Takes people over as members, who have an account and no link: some at a time, and again without effect. */
import type { FieldError } from '../../errors.js'
import { addMembersIn, readMember } from '../members/add-members.js'
import type { Context } from '../standing/context.js'
import type { Program } from '../standing/find.js'
import { inProgram } from '../standing/in-program.js'
import type { MovedPerson } from './mapping.js'
import type { Outcome } from './outcome.js'

class DryRun extends Error {}

/** @returns an outcome for each, in their order. */
export async function takeMembers(
  context: Context,
  program: Program,
  people: readonly MovedPerson[],
  dryRun: boolean,
): Promise<readonly Outcome[]> {
  const read = people.map(({ userId, identities, country, createdAt }) =>
    readMember(context, program, { userId, identities, country, createdAt }),
  )
  const members = read.flatMap(({ member, errors }) => (errors.length === 0 ? [member] : []))
  let added: ReadonlySet<string> = new Set()
  try {
    if (members.length > 0)
      await inProgram(context, program, async (tx, standing) => {
        added = new Set((await addMembersIn(tx, program, standing, members)).map(({ ownerId }) => ownerId))
        if (dryRun) throw new DryRun()
      })
  } catch (error) {
    if (!(error instanceof DryRun)) throw error
  }
  return read.map(({ member, errors }): Outcome => {
    if (errors.length > 0) return { result: 'refused', reason: 'row_unreadable', detail: sentenceOf(errors) }
    return { result: added.has(member.ownerId) ? 'taken' : 'already_there' }
  })
}

export function sentenceOf(errors: readonly FieldError[]): string {
  return errors.map(({ path, message }) => `${path.replace('identities.', '')} ${message}`.trim()).join('; ')
}
