/**
 * Two people for what moves money, where the program asks for it: who confirms is an operator, and not the one who asked,
 * also not by a key that they made for themselves.
 */
import type { Tx } from '../../db/connect.js'
import { AppError } from '../../errors.js'
import { fromWire } from '../../ids.js'

/** @param askedBy and @param by as the record names them. @throws AppError `second_person_needed` */
export async function requireSecondPerson(tx: Tx, programId: number, askedBy: string, by: string): Promise<void> {
  if (fromWire('opr', by) === undefined) {
    throw new AppError('second_person_needed', 'A person confirms this, signed in to the console: no key and no token.')
  }
  const makers = await tx<{ actor: string }[]>`
    select actor from audit_entries
    where program_id = ${programId} and action = 'key.make' and subject = ${askedBy}`
  if (askedBy === by || makers.some(({ actor }) => actor === by)) {
    throw new AppError('second_person_needed', 'You asked for this yourself: another person confirms it.')
  }
}
