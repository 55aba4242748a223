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

/**
 * @param ids this person's cash-outs.
 * @param method the account for payments, sealed
 * @returns empty what an erasure emptied
 */
export async function readMasked(
  context: Context,
  program: Program,
  participantId: string,
  ids: readonly string[],
  method?: Buffer,
): Promise<{ readonly accounts: MaskedAccounts; readonly method: string }> {
  const rows = await readAccounts(context, program, participantId, ids)
  const sealed = [...rows.map(({ account }) => account), ...(method === undefined ? [] : [method])]
  const texts = await unsealAllFor(context, context.sql, program, participantId, sealed)
  const masked = texts.map((text) => (text === undefined ? '' : maskOf(accountOfText(text))))
  return { accounts: new Map(rows.map(({ id }, at) => [id, masked[at] ?? ''])), method: masked[rows.length] ?? '' }
}

async function readAccounts({ sql }: Context, program: Program, participantId: string, ids: readonly string[]) {
  if (ids.length === 0) return []
  return sql<{ id: string; account: Buffer }[]>`
    select id, account from payouts
    where program_id = ${program.id} and participant_id = ${participantId} and id = any (${arrayText(ids)}::uuid[])`
}
