/**
 * Monthly partitions of the clicks, made ahead. A click's id begins with its time, so the bounds are ids. What finds no
 * partition lies in the default one and is found as well.
 */
import type { Sql } from '../../db/connect.js'
import { uuidText } from '../../ids.js'

export const monthsAhead = 2

/** Only the owner's role may make tables. @returns the names of the partitions that were made. */
export async function makePartitions(owner: Sql, now: Date): Promise<string[]> {
  const made: string[] = []
  for (let month = 0; month <= monthsAhead; month++) {
    const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + month, 1))
    const to = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + month + 1, 1))
    const name = `clicks_${from.getUTCFullYear()}_${String(from.getUTCMonth() + 1).padStart(2, '0')}`
    const [there] = await owner`select to_regclass(${name})::text as name`
    if (there?.['name']) continue
    // Bounds of a partition cannot be parameters; these are made of a date and nothing else.
    await owner.unsafe(
      `create table if not exists ${name} partition of clicks for values from ('${firstId(from)}') to ('${firstId(to)}')`,
    )
    made.push(name)
  }
  return made
}

/** The smallest uuid of a time. */
function firstId(at: Date): string {
  const bytes = Buffer.alloc(16)
  bytes.writeUIntBE(at.getTime(), 0, 6)
  return uuidText(bytes)
}
