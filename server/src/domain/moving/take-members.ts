/** Takes people over as members, who have an account and no link: some at a time, and again without effect. */
import { addMembersIn, readMember } from '../members/add-members.js'
import type { Context } from '../standing/context.js'
import type { Program } from '../standing/find.js'
import { inProgram } from '../standing/in-program.js'
import type { MovedPerson } from './mapping.js'
import { orUndone, sentenceOf, type Outcome } from './outcome.js'

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
  const added = await orUndone<ReadonlySet<string>>(dryRun, async (done) => {
    if (members.length === 0) return new Set()
    return inProgram(context, program, async (tx, standing) =>
      done(new Set((await addMembersIn(tx, program, standing, members)).map(({ ownerId }) => ownerId))),
    )
  })
  return read.map(({ member, errors }): Outcome => {
    if (errors.length > 0) return { result: 'refused', reason: 'row_unreadable', detail: sentenceOf(errors) }
    return { result: added.has(member.ownerId) ? 'taken' : 'already_there' }
  })
}
