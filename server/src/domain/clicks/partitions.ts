/**
 * Monthly partitions of the clicks, created in advance. A click's id begins with its time, so the bounds are ids.
 * Clicks without a partition are in the default one and are found there too.
 */
import { transaction, type Sql } from '../../db/connect.js'
import { uuidText } from '../../ids.js'
import { cutoffOf } from '../../retention.js'

export const monthsAhead = 2

/** Only the owner's role may create tables. @returns the names of the new partitions. */
export async function makePartitions(owner: Sql, now: Date): Promise<string[]> {
  const made: string[] = []
  for (let month = 0; month <= monthsAhead; month++) {
    const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + month, 1))
    const to = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + month + 1, 1))
    if (await makePartition(owner, from, to)) made.push(nameOf(from))
  }
  return made
}

async function makePartition(owner: Sql, from: Date, to: Date): Promise<boolean> {
  return transaction(owner, async (tx) => {
    // Two processes that start together create it once; clicks are written meanwhile.
    await tx`lock table clicks in share update exclusive mode`
    const [there] = await tx<{ name: string | null }[]>`select to_regclass(${nameOf(from)})::text as name`
    if (there?.name) return false
    // A missed month has its clicks in the default partition. They are found there, and stay.
    const missed = await tx`
      select id from clicks_default where id >= ${firstId(from)}::uuid and id < ${firstId(to)}::uuid limit 1`
    if (missed.count > 0) return false
    // Bounds of a partition cannot be parameters; these are computed from a date alone.
    await tx.unsafe(
      `create table ${nameOf(from)} partition of clicks for values from ('${firstId(from)}') to ('${firstId(to)}')`,
    )
    return true
  })
}

function nameOf(month: Date): string {
  return `clicks_${month.getUTCFullYear()}_${String(month.getUTCMonth() + 1).padStart(2, '0')}`
}

/** Drops months that no decision needs. If the lock is not available soon, the next run tries again. */
export async function dropOldPartitions(owner: Sql, now: Date): Promise<string[]> {
  const oldest = cutoffOf('clicks', now)
  const rows = await owner<{ name: string }[]>`
    select c.relname as name
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'clicks'::regclass and c.relname ~ '^clicks_[0-9]{4}_[0-9]{2}$'
    order by c.relname`
  const old = rows.map(({ name }) => name).filter((name) => monthAfter(name) <= oldest)
  for (const name of old) {
    await transaction(owner, async (tx) => {
      await tx`set local lock_timeout = '2s'`
      await tx`drop table ${tx(name)}`
    })
  }
  await owner`delete from clicks_default where id < ${firstId(oldest)}::uuid`
  return old
}

/** The first moment after the month in a partition's name. */
function monthAfter(name: string): Date {
  const [, year, month] = name.split('_').map(Number)
  return new Date(Date.UTC(year ?? 0, month ?? 0, 1))
}

/** The smallest uuid of a time. */
function firstId(at: Date): string {
  const bytes = Buffer.alloc(16)
  bytes.writeUIntBE(at.getTime(), 0, 6)
  return uuidText(bytes)
}
