/**
 * What other settings say about the newest friends, by what is known of them today: also other parameters of rules, which
 * the stored signals do not show. Nothing is locked, and nothing is written.
 */
import { setImmediate as breathe } from 'node:timers/promises'
import { dayMs } from '../../../clock.js'
import { firstIdAt } from '../../../ids.js'
import { gatherAtRelease } from '../../fraud/look/at-release.js'
import { assess, type FraudSettings } from '../../fraud/settings.js'
import type { Context } from '../../standing/context.js'
import type { Program, Standing } from '../../standing/find.js'

/** A look at a friend reads hundreds of rows. */
export const lookedAtMax = 200
const togetherMax = 50

export interface LookedWith {
  readonly friends: number
  /** Those whom the settings would withhold if their hold ended now. */
  readonly tried: number
  readonly inUse: number
}

export async function lookWith(
  { sql }: Context,
  program: Program,
  { books, now }: Standing,
  { tried, inUse, days }: { tried: FraudSettings; inUse: FraudSettings; days: number },
): Promise<LookedWith> {
  const since = firstIdAt(now.getTime() - days * dayMs - books.clockOffsetMs)
  const rows = await sql<{ friend_id: string }[]>`
    select friend_id from traces
    where program_id = ${program.id} and friend_id >= ${since}
    order by friend_id desc
    limit ${lookedAtMax}`
  const ids = rows.map(({ friend_id: id }) => id)
  const withheld = { tried: 0, inUse: 0 }
  let friends = 0
  for (let from = 0; from < ids.length; from += togetherMax) {
    const looks = await gatherAtRelease(sql, program.id, now, ids.slice(from, from + togetherMax))
    friends += looks.length
    for (const { one, before } of looks) {
      if (assess(one, tried, before).score.verdict !== 'clear') withheld.tried += 1
      if (assess(one, inUse, before).score.verdict !== 'clear') withheld.inUse += 1
    }
    await breathe()
  }
  return { friends, ...withheld }
}
