/** Closes a question that a person has looked into. Counting the friend is a separate ruling (appeals/ruling.ts). */
import * as z from 'zod'
import { AppError, must } from '../../errors.js'
import { toWire } from '../../ids.js'
import * as field from '../../schema.js'
import { recordChange } from '../standing/audit-record.js'
import type { Context } from '../standing/context.js'
import type { Program } from '../standing/find.js'
import { inProgram } from '../standing/in-program.js'
import { readMissingFriend, type MissingFriendItem } from './list.js'

export const resolutionSchema = z.strictObject({
  note: field.text(1000).describe('What was found, in words, for the record; the one who asked is not shown it'),
})

/** Repeating is harmless: the answer names the first operator. @throws AppError `missing_friend_not_found` */
export async function resolveMissingFriend(
  context: Context,
  program: Program,
  id: string,
  { note }: z.output<typeof resolutionSchema>,
  by: string,
): Promise<MissingFriendItem> {
  return inProgram(context, program, async (tx, { now }) => {
    const resolved = await tx`
      update missing_friends set note = ${note}, resolved_by = ${by}, resolved_at = ${now}
      where program_id = ${program.id} and id = ${id} and resolved_at is null`
    if (resolved.count === 1) {
      await recordChange(context, tx, program.id, {
        subject: toWire('mis', id),
        before: { state: 'open' },
        after: { state: 'resolved', note },
      })
      return must(await readMissingFriend(tx, program.id, id), 'the question that was resolved')
    }
    const known = await readMissingFriend(tx, program.id, id)
    if (known === undefined) throw missingFriendNotFound()
    return known
  })
}

export function missingFriendNotFound(): AppError {
  return new AppError('missing_friend_not_found', 'This program has no question of this id.')
}
