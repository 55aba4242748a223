/** People take and resolve differences. Neither moves money. */
import * as z from 'zod'
import type { Tx } from '../../db/connect.js'
import { AppError } from '../../errors.js'
import { toWire } from '../../ids.js'
import * as field from '../../schema.js'
import { recordChange } from '../standing/audit-record.js'
import type { Context } from '../standing/context.js'
import type { Program } from '../standing/find.js'
import { inProgram } from '../standing/in-program.js'
import { personsResolutionNames } from './core/difference-kinds.js'
import { findDifference, type Difference } from './difference-list.js'
import { note } from './core/differences.js'

export const takeSchema = z.strictObject({
  from: field.text(60).nullish().describe('Who has it, as you saw it: two who take it at once are not both told yes'),
})

export const resolveSchema = z.strictObject({
  resolution: z.enum(personsResolutionNames),
  reason: field.text(1000).describe('How it was found out, for the record'),
})

/** Repeating by the same person is harmless. @throws AppError `difference_not_found`, `difference_state_conflict` */
export async function takeDifference(
  context: Context,
  program: Program,
  id: string,
  { from }: z.output<typeof takeSchema>,
  by: string,
): Promise<Difference> {
  return onDifference(context, program, id, async (tx, at, found) => {
    if (found.state === 'open' && found.owner === by) return
    if (found.state !== 'open' || found.owner !== (from ?? null)) throw conflict(found)
    await tx`update differences set owner = ${by} where program_id = ${program.id} and id = ${id}`
    await note(tx, program.id, [found], { step: 'taken', by, at })
    await recordChange(context, tx, program.id, {
      subject: toWire('dif', id),
      before: { owner: found.owner },
      after: { owner: by },
    })
  })
}

/** Repeating is harmless. @throws AppError `difference_not_found`, `difference_state_conflict` */
export async function resolveDifference(
  context: Context,
  program: Program,
  id: string,
  { resolution, reason }: z.output<typeof resolveSchema>,
  by: string,
): Promise<Difference> {
  return onDifference(context, program, id, async (tx, at, found) => {
    if (found.resolution === resolution && found.resolvedBy === by && found.note === reason) return
    if (found.state !== 'open') throw conflict(found)
    await tx`
      update differences
      set resolved_at = ${at}, resolution = ${resolution}, resolved_by = ${by}, note = ${reason},
        owner = coalesce(owner, ${by})
      where program_id = ${program.id} and id = ${id}`
    await note(tx, program.id, [found], { step: 'resolved', by, at, resolution, note: reason })
    await recordChange(context, tx, program.id, {
      subject: toWire('dif', id),
      before: { owner: found.owner },
      after: { resolution, reason },
    })
  })
}

async function onDifference(
  context: Context,
  program: Program,
  id: string,
  work: (tx: Tx, at: Date, found: Difference) => Promise<void>,
): Promise<Difference> {
  return inProgram(context, program, async (tx, { now: at }) => {
    await tx`select id from differences where program_id = ${program.id} and id = ${id} for no key update`
    await work(tx, at, await findDifference(tx, program.id, id))
    return findDifference(tx, program.id, id)
  })
}

function conflict({ state, owner }: Difference): AppError {
  const why =
    state === 'resolved' ? 'It is resolved already.' : owner === null ? 'Nobody has it.' : 'Somebody else has it.'
  return new AppError('difference_state_conflict', `${why} Look at it again.`)
}
