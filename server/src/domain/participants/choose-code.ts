/** A participant chooses a code in words. The number and earlier words keep working, and each word has one owner for ever. */
import * as z from 'zod'
import type { Tx } from '../../db/connect.js'
import { AppError, type FieldError } from '../../errors.js'
import { chosenCodeLengthMax, chosenCodeLengthMin, readChosenCode, type ChosenCode } from '../../readers/chosen-code.js'
import { isReserved } from '../../readers/reserved-codes.js'
import { moveLinksEpoch } from '../ledger/books.js'
import { digestOfChosen } from '../person/chosen-code.js'
import { lockParticipants } from '../person/lock.js'
import { findParticipant } from '../person/read.js'
import type { Context } from '../standing/context.js'
import type { Program } from '../standing/find.js'
import { inProgram } from '../standing/in-program.js'
import type { Terms } from '../standing/terms.js'

export const chooseCodeSchema = z.strictObject({
  code: z
    .string()
    .max(200)
    .describe(`${chosenCodeLengthMin} to ${chosenCodeLengthMax} letters and digits, Latin or Bengali`),
})

/** Words that one person has owned. */
export const chosenCodesMax = 5

/**
 * Repeating is harmless. A word that the person had before is shown again.
 * @throws AppError `participant_not_found`, `request_invalid`, `code_reserved`, `code_taken`, `code_limit_reached`
 */
export async function chooseCode(
  context: Context,
  program: Program,
  userId: string,
  { code: typed }: z.output<typeof chooseCodeSchema>,
): Promise<void> {
  const chosen = readChosenCode(typed)
  if (chosen === undefined) throw unreadable()
  const { id } = await findParticipant(context.sql, program, userId)
  const digest = digestOfChosen(context, program, chosen)
  const { written } = chosen
  await inProgram(context, program, async (tx, { now, inForce }) => {
    const added = await addCodeIn(tx, program, inForce.terms, { id, chosen, digest, at: now })
    if (!added) await show(tx, { programId: program.id, id, digest, written, at: now })
  })
}

export interface AddingCode {
  readonly id: string
  readonly chosen: ChosenCode
  readonly digest: string
  readonly at: Date
}

/**
 * The epoch of the links moves, which takes the books: the caller takes no other participant afterwards.
 * @returns false if the person had the word before
 * @throws AppError `participant_not_found`, `code_reserved`, `code_taken`, `code_limit_reached`
 */
export async function addCodeIn(
  tx: Tx,
  program: Program,
  terms: Terms,
  { id, chosen, digest, at }: AddingCode,
): Promise<boolean> {
  if (isReserved(chosen, namesOf(program, terms))) {
    throw new AppError('code_reserved', 'This word could be taken for the app, a bank or a wallet. Choose another one.')
  }
  await lockParticipants(tx, program.id, [id])
  const owned = await readOwned(tx, program.id, id)
  if (!owned.joined) throw new AppError('participant_not_found', 'The account has not joined: it has no code yet.')
  if (owned.digests.has(digest)) return false
  if (owned.digests.size >= chosenCodesMax) {
    throw new AppError('code_limit_reached', `A person may choose ${chosenCodesMax} codes. All of them keep working.`)
  }
  const given = await tx`
    insert into chosen_codes (program_id, digest, participant_id, written, chosen_at)
    values (${program.id}, ${digest}, ${id}, ${chosen.written}, ${at})
    on conflict (program_id, digest) do nothing`
  if (given.count === 0) throw new AppError('code_taken', 'Somebody has this code, or one that looks like it.')
  await moveLinksEpoch(tx, program.id)
  return true
}

/** The caller has locked the participant, so nobody adds a code meanwhile. */
async function readOwned(tx: Tx, programId: number, id: string): Promise<{ joined: boolean; digests: Set<string> }> {
  const [row] = await tx<{ joined: boolean }[]>`
    select code is not null and erased_at is null as joined from participants
    where program_id = ${programId} and id = ${id}`
  const rows = await tx<{ digest: string }[]>`
    select digest from chosen_codes where program_id = ${programId} and participant_id = ${id}`
  return { joined: row?.joined === true, digests: new Set(rows.map(({ digest }) => digest)) }
}

interface Shown {
  readonly programId: number
  readonly id: string
  readonly digest: string
  readonly written: string
  readonly at: Date
}

/** The newest is shown. A repeat changes nothing, so the time does not move with it. */
async function show(tx: Tx, { programId, id, digest, written, at }: Shown): Promise<void> {
  await tx`
    update chosen_codes c set written = ${written}, chosen_at = ${at}
    where c.program_id = ${programId} and c.digest = ${digest} and (c.written is distinct from ${written} or exists (
      select from chosen_codes o
      where o.program_id = ${programId} and o.participant_id = ${id} and o.digest <> ${digest}
        and o.chosen_at >= c.chosen_at))`
}

/** What a friend could take for the app itself. */
function namesOf({ slug }: Program, { name, organization, brand }: Terms): string[] {
  return [slug, organization.name, ...Object.values(name), ...Object.values(brand.appName ?? {})]
}

function unreadable(): AppError {
  const fields: FieldError[] = [
    {
      path: 'code',
      message: `must be ${chosenCodeLengthMin} to ${chosenCodeLengthMax} Latin or Bengali letters and digits, with two letters or more`,
    },
  ]
  return new AppError('request_invalid', 'This cannot be a code.', { fields })
}
