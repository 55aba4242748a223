/** Money set aside for a program. A reference names it: the same one again is the same money. */
import { z } from 'zod'
import { retryingTransaction } from '../../db/retry.js'
import { AppError, must } from '../../errors.js'
import { newId, toWire } from '../../ids.js'
import { amountMinorPositive, text } from '../../schema.js'
import { recordChange } from '../audit/record.js'
import { appendChanges } from '../changes/append.js'
import type { Context } from '../context.js'
import { lockBooks } from '../ledger/books.js'
import { appendTallies, transferTallies } from '../ledger/tallies.js'
import { booksChangeOf, moveBooks, postTransfers, type Transfer } from '../ledger/transfers.js'
import { programNow, type Program } from './find.js'

export const fundingSchema = z.strictObject({ amountMinor: amountMinorPositive, reference: text(200) })

export interface Funding {
  readonly id: string
  readonly reference: string
  readonly amountMinor: bigint
  readonly fundedAt: Date
}

/** @throws AppError `funding_reference_reused`, `program_state_conflict` */
export async function fundProgram(
  context: Context,
  program: Program,
  input: z.output<typeof fundingSchema>,
): Promise<{ funding: Funding; created: boolean }> {
  return retryingTransaction(context.sql, async (tx) => {
    const books = await lockBooks(tx, program.id)
    if (books.state === 'closing' || books.state === 'settled') {
      throw new AppError('program_state_conflict', 'The program is closing: it takes no more money.')
    }
    const at = programNow(context, books)
    const id = newId()
    const inserted = await tx`
      insert into fundings (program_id, id, reference, amount_minor, funded_at)
      values (${program.id}, ${id}, ${input.reference}, ${input.amountMinor.toString()}::bigint, ${at})
      on conflict (program_id, reference) do nothing`
    const [row] = await tx<{ id: string; amount_minor: bigint; funded_at: Date }[]>`
      select id, amount_minor, funded_at from fundings
      where program_id = ${program.id} and reference = ${input.reference}`
    const funding = fundingOf(must(row, 'a funding of this reference'), input.reference)
    if (inserted.count === 0) return { funding: sameFunding(funding, input.amountMinor), created: false }
    const transfer: Transfer = {
      participantId: null,
      from: 'funding',
      to: 'budget',
      amountMinor: input.amountMinor,
      causeKind: 'funding',
      causeId: id,
      step: 'fund',
    }
    await postTransfers(tx, program.id, [transfer], at)
    await appendTallies(tx, program.id, transferTallies([transfer]), at)
    await recordChange(context, tx, program.id, {
      subject: toWire('fnd', id),
      before: { budgetMinor: books.budgetMinor },
      after: { ...input, budgetMinor: books.budgetMinor + input.amountMinor },
    })
    const { amountMinor, reference } = input
    const budgetMinor = Number(books.budgetMinor + amountMinor)
    const detail = { reference, budgetMinor }
    await appendChanges(tx, program.id, [{ type: 'budget.funded', amountMinor, detail }], at)
    await moveBooks(tx, program.id, booksChangeOf([transfer]))
    return { funding, created: true }
  })
}

function fundingOf(row: { id: string; amount_minor: bigint; funded_at: Date }, reference: string): Funding {
  return { id: row.id, reference, amountMinor: row.amount_minor, fundedAt: row.funded_at }
}

function sameFunding(funding: Funding, amountMinor: bigint): Funding {
  if (funding.amountMinor === amountMinor) return funding
  throw new AppError('funding_reference_reused', 'This reference was used for another amount. Use a new reference.')
}
