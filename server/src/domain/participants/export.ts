/** Everything that is kept about one person, a page at a time: part after part, each in the order of its rows. */
import { retryingTransaction } from '../../db/retry.js'
import type { Page } from '../../db/page.js'
import { toWire } from '../../ids.js'
import { findEvenErased } from '../person/read.js'
import type { Context } from '../standing/context.js'
import type { Program } from '../standing/find.js'
import { recordChange } from '../standing/audit-record.js'
import { parts, type Person } from './export-parts.js'

/** Where a page ends: the number of the part, and the key of its last row. */
export interface ExportPlace {
  readonly part: number
  readonly key: string
}

export interface ExportItem extends ExportPlace {
  readonly name: string
  readonly kept: Readonly<Record<string, unknown>>
}

/** Each page leaves an audit entry: somebody read everything about this person. @throws AppError `participant_not_found` */
export async function exportParticipant(
  context: Context,
  program: Program,
  userId: string,
  { limit, after }: Page<ExportPlace>,
): Promise<ExportItem[]> {
  const { id } = await findEvenErased(context.sql, program, userId)
  const person: Person = { programId: program.id, id, wireId: toWire('par', id) }
  return retryingTransaction(context.sql, async (tx) => {
    const items: ExportItem[] = []
    for (let number = after?.part ?? 0; number < parts.length && items.length < limit; number++) {
      const part = parts[number]
      if (part === undefined) break
      const from = number === after?.part ? after.key : null
      const rows = await part.read(tx, person, from, limit - items.length)
      items.push(...rows.map(({ key, item }) => ({ part: number, key, name: part.name, kept: item })))
    }
    await recordChange(context, tx, program.id, { subject: person.wireId, after: { items: items.length } })
    return items
  })
}
