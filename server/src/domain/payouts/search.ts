/** Finds payouts by our id, or by the transaction id of the provider. */
import type { Sql } from '../../db/connect.js'
import { fromWire } from '../../ids.js'
import type { Program } from '../standing/find.js'
import { listPayouts, type Payout } from './core/read.js'

/** One transaction of a provider pays one payout; two providers may use the same number. */
const foundMax = 5

export async function searchPayouts(sql: Sql, program: Program, typed: string): Promise<Payout[]> {
  const id = fromWire('pay', typed.toLowerCase())
  // A program has few providers: PostgreSQL skips through the index of payments.
  const ids =
    id === undefined
      ? await sql<{ id: string }[]>`
          select id from payouts
          where program_id = ${program.id} and provider_reference = ${typed}
          order by id desc
          limit ${foundMax}`
      : [{ id }]
  const found = await Promise.all(ids.map((one) => listPayouts(sql, program, one, { limit: 1 })))
  return found.flat()
}
