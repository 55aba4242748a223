/**
 * The lease of a webhook: one sender at a time, so that deliveries keep their order. The lease of a dead sender
 * expires. A sender that was paused notices that it lost the lease before it sends anything more.
 */
import { transaction, type Sql, type Tx } from '../../db/connect.js'
import { newId } from '../../ids.js'
import type { Context } from '../standing/context.js'
import { tryMsMax } from './send.js'

const leaseMs = 20_000
/** Renewed when less time is left, so that an attempt never outlasts its lease. */
const renewMs = tryMsMax + 4_000

export interface Leased {
  readonly programId: number
  readonly id: string
}

/** Programs that may have something to send. */
export async function programsToSend(sql: Sql, now: Date): Promise<number[]> {
  const rows = await sql<{ program_id: number }[]>`
    select distinct program_id from webhooks
    where state = 'active' and (leased_until is null or leased_until <= ${now})
      and (paused_until is null or paused_until <= ${now})
    order by program_id`
  return rows.map((row) => row.program_id)
}

/** Leases webhooks that are not paused or leased, and have something due or new. */
export async function takeLeases(context: Context, programId: number, limit: number): Promise<Lease[]> {
  const by = newId()
  const now = new Date(context.clock.nowMs())
  const until = new Date(now.getTime() + leaseMs)
  const rows = await context.sql<{ id: string }[]>`
    update webhooks w set leased_by = ${by}, leased_until = ${until}
    from (
      select id from webhooks w
      where w.program_id = ${programId} and w.state = 'active'
        and (w.leased_until is null or w.leased_until <= ${now})
        and (w.paused_until is null or w.paused_until <= ${now})
        and (w.due_at <= ${now} or exists (
          select from changes c
          where c.program_id = ${programId} and (c.turn, c.lsn, c.id) > (w.turn, w.lsn, w.place_id)
            and c.turn < pg_snapshot_xmin(pg_current_snapshot())::text::bigint))
      order by w.id
      limit ${limit}
      for update skip locked) as due
    where w.program_id = ${programId} and w.id = due.id
    returning w.id`
  return rows.map(({ id }) => new Lease(context, programId, id, by, until))
}

export class Lease implements Leased {
  readonly programId: number
  readonly id: string
  readonly by: string
  private readonly context: Context
  private until: Date
  private renewing: Promise<boolean> | undefined

  constructor(context: Context, programId: number, id: string, by: string, until: Date) {
    this.context = context
    this.programId = programId
    this.id = id
    this.by = by
    this.until = until
  }

  /** Whether an attempt may start now. Stays false once the lease was lost. */
  async held(): Promise<boolean> {
    if (this.until.getTime() - this.context.clock.nowMs() > renewMs) return true
    this.renewing ??= this.renew().finally(() => (this.renewing = undefined))
    return this.renewing
  }

  private async renew(): Promise<boolean> {
    const now = new Date(this.context.clock.nowMs())
    const until = new Date(now.getTime() + leaseMs)
    const renewed = await this.context.sql`
      update webhooks set leased_until = ${until}
      where program_id = ${this.programId} and id = ${this.id} and leased_by = ${this.by} and leased_until > ${now}
        and state = 'active'`
    if (renewed.count === 1) this.until = until
    return renewed.count === 1
  }

  /**
   * @param readDueAt when the next waiting delivery is due; null if none waits. It is read while the webhook is locked,
   * so that a concurrent resend is not missed.
   */
  async end(readDueAt: (tx: Tx) => Promise<Date | null>): Promise<void> {
    await transaction(this.context.sql, async (tx) => {
      const held = await tx`
        select id from webhooks
        where program_id = ${this.programId} and id = ${this.id} and leased_by = ${this.by}
        for no key update`
      if (held.count === 0) return
      await tx`
        update webhooks set leased_by = null, leased_until = null, due_at = ${await readDueAt(tx)}
        where program_id = ${this.programId} and id = ${this.id}`
    })
  }
}
