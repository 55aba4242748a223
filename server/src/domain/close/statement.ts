/**
 * The final statement: the totals of a settled program, and what each person was paid and is owed. It was stored at
 * settlement and never changes.
 */
import type { Sql } from '../../db/connect.js'
import type { Page } from '../../db/page.js'
import { AppError, must } from '../../errors.js'
import { toWire } from '../../ids.js'
import type { Context } from '../standing/context.js'
import { standingOf, type Program } from '../standing/find.js'
import { readClose } from './closes.js'

/** The signed form: amounts in minor units, instants as text. */
export interface Statement {
  readonly program: string
  readonly slug: string
  readonly mode: 'test' | 'live'
  /** Null for the whole program. */
  readonly country: string | null
  readonly currency: string
  readonly closedAt: string
  readonly settledAt: string
  /**
   * Funded equals returned plus paid plus owed. Null for a country, because money is set aside for the whole program.
   */
  readonly fundedMinor: bigint | null
  readonly returnedMinor: bigint | null
  readonly paidMinor: bigint
  /** Not yet collected: owed by name, and still payable. */
  readonly owedMinor: bigint
  readonly people: number
}

export interface StatementLine {
  readonly participantId: string
  readonly userId: string
  readonly paidMinor: bigint
  readonly owedMinor: bigint
}

/** @throws AppError `program_state_conflict` */
export async function readStatement(
  context: Context,
  program: Program,
  country: string | null,
): Promise<{ statement: Statement; closeId: string }> {
  const close = await readClose(context.sql, program.id, country)
  if (close === undefined || close.settledAt === null) {
    throw new AppError(
      'program_state_conflict',
      'The statement exists once the program is settled. GET …/close says when.',
    )
  }
  const [row] = await context.sql<TotalsRow[]>`
    select funded_minor, returned_minor, paid_minor, owed_minor, people
    from closes where program_id = ${program.id} and id = ${close.id}`
  const totals = must(row, 'a close that was read')
  const { inForce } = await standingOf(context, program.id)
  const statement: Statement = {
    program: toWire('prg', program.uid),
    slug: program.slug,
    mode: program.mode,
    country,
    currency: inForce.terms.currency,
    closedAt: close.closedAt.toISOString(),
    settledAt: close.settledAt.toISOString(),
    fundedMinor: totals.funded_minor,
    returnedMinor: totals.returned_minor,
    paidMinor: totals.paid_minor,
    owedMinor: totals.owed_minor,
    people: totals.people,
  }
  return { statement, closeId: close.id }
}

interface TotalsRow {
  funded_minor: bigint | null
  returned_minor: bigint | null
  paid_minor: bigint
  owed_minor: bigint
  people: number
}

export async function readLines(
  sql: Sql,
  programId: number,
  closeId: string,
  { limit, after }: Page<string>,
): Promise<StatementLine[]> {
  const rows = await sql<{ participant_id: string; user_id: string; paid_minor: bigint; owed_minor: bigint }[]>`
    select l.participant_id, p.user_id, l.paid_minor, l.owed_minor
    from statement_lines l
    join participants p on p.program_id = ${programId} and p.id = l.participant_id
    where l.program_id = ${programId} and l.close_id = ${closeId}
      ${after === undefined ? sql`` : sql`and l.participant_id > ${after}::uuid`}
    order by l.participant_id
    limit ${limit}`
  return rows.map((row) => ({
    participantId: row.participant_id,
    userId: row.user_id,
    paidMinor: row.paid_minor,
    owedMinor: row.owed_minor,
  }))
}
