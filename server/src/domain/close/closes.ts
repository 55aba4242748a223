/** The rows of a close: what ends, since when, and its steps in order. */
import type { Sql, Tx } from '../../db/connect.js'
import type { CloseStep } from '../../db/rows.js'
import { newId } from '../../ids.js'
import type { CloseDates } from './windows.js'

/**
 * In this order: possible clicks have counted; late reports have arrived; awaited actions have happened or lapsed;
 * reviews and appeals are answered; holds have ended; cash-outs under way are paid or returned.
 */
export const closeSteps = [
  'windows',
  'reports',
  'actions',
  'answers',
  'holds',
  'payouts',
  'settle',
] as const satisfies readonly CloseStep[]

export interface Close {
  readonly id: string
  readonly country: string | null
  readonly closedAt: Date
  readonly settledAt: Date | null
}

export interface Step {
  readonly step: CloseStep
  /** Known in advance if a date decides; null if people decide. */
  readonly dueAt: Date | null
  readonly doneAt: Date | null
}

/** @returns false if it was ended before. */
export async function insertClose(
  tx: Tx,
  programId: number,
  close: { readonly country: string | null; readonly closedAt: Date },
  dates: CloseDates,
): Promise<boolean> {
  const id = newId()
  const inserted = await tx`
    insert into closes (program_id, id, country, closed_at)
    values (${programId}, ${id}, ${close.country}, ${close.closedAt})
    on conflict (program_id, country) do nothing`
  if (inserted.count === 0) return false
  // Wallets belong to people, not countries: payments to them are awaited by the program's own close.
  const steps = closeSteps.filter((step) => step !== 'payouts' || close.country === null)
  const due = { windows: dates.clicksUntil, reports: dates.reportsUntil } as Partial<Record<CloseStep, Date>>
  for (const step of steps) {
    await tx`
      insert into close_steps (program_id, close_id, step, due_at)
      values (${programId}, ${id}, ${step}, ${due[step] ?? null})`
  }
  return true
}

interface CloseRow {
  id: string
  country: string | null
  closed_at: Date
  settled_at: Date | null
}

export async function readClose(sql: Sql | Tx, programId: number, country: string | null): Promise<Close | undefined> {
  const [row] = await sql<CloseRow[]>`
    select id, country, closed_at, settled_at from closes
    where program_id = ${programId} and country is not distinct from ${country}`
  return row && closeOf(row)
}

/** A program has at most one close per country, and its own. */
export async function readOpenCloses(sql: Sql | Tx, programId: number): Promise<Close[]> {
  const rows = await sql<CloseRow[]>`
    select id, country, closed_at, settled_at from closes
    where program_id = ${programId} and settled_at is null
    order by id`
  return rows.map(closeOf)
}

export async function readSteps(sql: Sql | Tx, programId: number, closeId: string): Promise<Step[]> {
  const rows = await sql<{ step: CloseStep; due_at: Date | null; done_at: Date | null }[]>`
    select step, due_at, done_at from close_steps
    where program_id = ${programId} and close_id = ${closeId}
    order by step`
  return rows.map((row) => ({ step: row.step, dueAt: row.due_at, doneAt: row.done_at }))
}

/** Cash-outs requested after this time are not awaited: see `readAwaited`. */
export function holdsEndedAt(steps: readonly Step[]): Date | null {
  return steps.find(({ step }) => step === 'holds')?.doneAt ?? null
}

function closeOf(row: CloseRow): Close {
  return { id: row.id, country: row.country, closedAt: row.closed_at, settledAt: row.settled_at }
}
