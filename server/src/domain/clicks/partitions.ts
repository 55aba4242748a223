/**
 * Monthly partitions of the clicks, made ahead. A click's id begins with its time, so the bounds are ids. What finds no
 * partition lies in the default one and is found as well.
 */
import { transaction, type Sql } from '../../db/connect.js'
import { uuidText } from '../../ids.js'

export const monthsAhead = 2

/** Only the owner's role may make tables. @returns the names of the partitions that were made. */
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
    // Two processes that start together make it once; clicks are written meanwhile.
    await tx`lock table clicks in share update exclusive mode`
    const [there] = await tx<{ name: string | null }[]>`select to_regclass(${nameOf(from)})::text as name`
    if (there?.name) return false
    // A month that was missed has its clicks in the default partition, where they are found as well: it stays there.
    const missed = await tx`
      select id from clicks_default where id >= ${firstId(from)}::uuid and id < ${firstId(to)}::uuid limit 1`
    if (missed.count > 0) return false
    // Bounds of a partition cannot be parameters; these are made of a date and nothing else.
    await tx.unsafe(
      `create table ${nameOf(from)} partition of clicks for values from ('${firstId(from)}') to ('${firstId(to)}')`,
    )
    return true
  })
}

function nameOf(month: Date): string {
  return `clicks_${month.getUTCFullYear()}_${String(month.getUTCMonth() + 1).padStart(2, '0')}`
}

/** The smallest uuid of a time. */
function firstId(at: Date): string {
  const bytes = Buffer.alloc(16)
  bytes.writeUIntBE(at.getTime(), 0, 6)
  return uuidText(bytes)
}
