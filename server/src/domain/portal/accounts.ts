/**
 * How a person sees their own accounts: with enough digits to tell two of them apart. Everybody else sees the last three.
 */
import { arrayText } from '../../db/array-text.js'
import { accountOfText, maskOf } from '../payouts/core/account.js'
import { unsealAllFor } from '../person/sealed.js'
import type { Context } from '../standing/context.js'
import type { Program } from '../standing/find.js'

/** By the id of the cash-out. */
export type MaskedAccounts = ReadonlyMap<string, string>

/** @param ids this person's cash-outs. */
export async function readMaskedAccounts(
  context: Context,
  program: Program,
  participantId: string,
  ids: readonly string[],
): Promise<MaskedAccounts> {
  if (ids.length === 0) return new Map()
  const rows = await context.sql<{ id: string; account: Buffer }[]>`
    select id, account from payouts
    where program_id = ${program.id} and participant_id = ${participantId} and id = any (${arrayText(ids)}::uuid[])`
  const masked = await maskAll(
    context,
    program,
    participantId,
    rows.map(({ account }) => account),
  )
  return new Map(rows.map(({ id }, at) => [id, masked[at] ?? '']))
}

/** In the same order; empty what an erasure emptied. */
export async function maskAll(
  context: Context,
  program: Program,
  participantId: string,
  sealed: readonly Buffer[],
): Promise<readonly string[]> {
  const texts = await unsealAllFor(context, context.sql, program, participantId, sealed)
  return texts.map((text) => (text === undefined ? '' : maskOf(accountOfText(text))))
}
