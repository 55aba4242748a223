/**
 * Chosen codes: each stands for the number of its owner, for ever. So everything that knows codes works with the number,
 * and what was found once cannot become wrong. Stored under a keyed digest, which stays when its owner is erased: nobody
 * inherits the word.
 */
import { arrayText } from '../../db/array-text.js'
import { uuidOfDigits } from '../../ids.js'
import { mac } from '../../mac.js'
import { readChosenCode, type ChosenCode } from '../../readers/chosen-code.js'
import { readCode } from '../../readers/code.js'
import type { Context } from '../standing/context.js'
import type { Program } from '../standing/find.js'

export function digestOfChosen(context: Context, program: Program, { key }: ChosenCode): string {
  return uuidOfDigits(mac(context.keys.key(program.keyVersion, 'chosen code'), key, 'hex'))
}

/** The number in a typed text, or the number that a chosen code in it stands for. */
export async function numberOf(context: Context, program: Program, typed: string): Promise<string | undefined> {
  return readCode(typed) ?? (await numbersOf(context, program, [typed])).get(typed)
}

/** @returns the numbers of the texts that are chosen codes. Without one, the database is not asked. */
export async function numbersOf(
  context: Context,
  program: Program,
  typed: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const digests = new Map<string, string>()
  for (const text of typed) {
    const chosen = readCode(text) === undefined ? readChosenCode(text) : undefined
    if (chosen !== undefined) digests.set(text, digestOfChosen(context, program, chosen))
  }
  if (digests.size === 0) return new Map()
  const rows = await context.sql<{ digest: string; code: string }[]>`
    select d.digest, c.code
    from unnest(${arrayText([...new Set(digests.values())])}::uuid[]) as d (digest), lateral (
      select p.code
      from chosen_codes o
      join participants p on p.program_id = ${program.id} and p.id = o.participant_id
      where o.program_id = ${program.id} and o.digest = d.digest and p.code is not null
      limit 1) as c`
  const numbers = new Map(rows.map(({ digest, code }) => [digest, code]))
  return new Map(
    [...digests].flatMap(([text, digest]): [string, string][] => {
      const number = numbers.get(digest)
      return number === undefined ? [] : [[text, number]]
    }),
  )
}
