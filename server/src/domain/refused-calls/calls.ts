/**
 * Refused calls of keys and operators, for the app's developers: what was requested, and why it was refused. They are
 * written after the answer, in batches, and limited: of a thousand errors a second only the first are stored. Bodies
 * are not kept.
 */
import type { Clock } from '../../clock.js'
import type { Sql } from '../../db/connect.js'
import type { Page } from '../../db/page.js'
import type { FieldError } from '../../errors.js'
import { newId } from '../../ids.js'
import { cutoffOf } from '../../retention.js'

export interface RefusedCall {
  readonly programId: number
  readonly at: Date
  readonly actor: string
  readonly method: string
  /** As declared, without ids. */
  readonly path: string
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly fields: readonly FieldError[]
}

const waitMs = 1000
const waitingMax = 100
const keptMax = 1000
const detailLengthMax = 500

export class RefusedCalls {
  private readonly sql: Sql
  private readonly waiting: RefusedCall[] = []
  private writing: Promise<void> | undefined

  constructor(sql: Sql) {
    this.sql = sql
  }

  note(call: RefusedCall): void {
    if (this.waiting.length >= waitingMax) return
    this.waiting.push(call)
    this.writing ??= this.writeSoon()
  }

  /** Resolves when all noted calls are written. */
  async drained(): Promise<void> {
    await this.writing
  }

  private async writeSoon(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, waitMs))
    const calls = this.waiting.splice(0)
    // Best effort: they are lost while the database is away.
    await insertCalls(this.sql, calls).catch(() => {})
    this.writing = undefined
  }
}

async function insertCalls(sql: Sql, calls: readonly RefusedCall[]): Promise<void> {
  const rows = calls.map((call) => ({
    program_id: call.programId,
    id: newId(),
    at: call.at,
    actor: call.actor,
    method: call.method,
    path: call.path,
    status: call.status,
    code: call.code,
    detail: call.detail.slice(0, detailLengthMax),
    fields: JSON.stringify(call.fields),
  }))
  await sql`insert into refused_calls ${sql.rows(rows)}`
}

export interface ListedRefusal extends Omit<RefusedCall, 'programId'> {
  readonly id: string
}

export async function listRefusedCalls(
  sql: Sql,
  programId: number,
  { code, actor }: { code?: string | undefined; actor?: string | undefined },
  { limit, after }: Page<string>,
): Promise<ListedRefusal[]> {
  return sql<ListedRefusal[]>`
    select id, at, actor, method, path, status, code, detail, fields
    from refused_calls
    where program_id = ${programId}
      ${code === undefined ? sql`` : sql`and code = ${code}`}
      ${actor === undefined ? sql`` : sql`and actor = ${actor}`}
      ${after === undefined ? sql`` : sql`and id < ${after}::uuid`}
    order by id desc
    limit ${limit}`
}

/** Keeps the newest thousand of a program, for thirty days. */
export async function forgetRefusedCalls({ sql, clock }: { sql: Sql; clock: Clock }, programId: number): Promise<void> {
  await sql`
    delete from refused_calls
    where program_id = ${programId} and (at < ${cutoffOf('refusedCalls', clock.nowMs())} or id <= (
      select id from refused_calls where program_id = ${programId} order by id desc offset ${keptMax} limit 1))`
}
