/**
 * Two people for what moves money, where the program asks for it: who confirms is an operator, and not the one who asked,
 * also not by a key that they made for themselves.
 */
import type { Tx } from '../../db/connect.js'
import { AppError } from '../../errors.js'
import { fromWire } from '../../ids.js'

/** A key made by a key made by a key: further than this nobody looks. */
const makersMax = 100

/** @param askedBy and @param by as the record names them. @throws AppError `second_person_needed` */
export async function requireSecondPerson(tx: Tx, programId: number, askedBy: string, by: string): Promise<void> {
  if (fromWire('opr', by) === undefined) {
    throw new AppError('second_person_needed', 'A person confirms this, signed in to the console: no key and no token.')
  }
  if ((await personBehind(tx, programId, askedBy)) === by) {
    throw new AppError('second_person_needed', 'You asked for this yourself: another person confirms it.')
  }
}

/**
 * Who stands behind a name of the record: an operator behind themselves and behind each key that they made, or that a key
 * of theirs made. A key that no operator made stands for itself.
 */
export async function personBehind(tx: Tx, programId: number, name: string): Promise<string> {
  const [row] = await tx<{ person: string | null }[]>`
    with recursive behind (name, depth) as (
      select ${name}::text, 0
      union
      select e.actor, b.depth + 1
      from behind b
      join audit_entries e on e.program_id = ${programId} and e.action = 'key.make' and e.subject = b.name
      where b.depth < ${makersMax}
    )
    select min(name) filter (where name like 'opr\\_%') as person from behind`
  return row?.person ?? name
}
