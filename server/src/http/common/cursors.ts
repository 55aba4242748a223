/** Pages of a list: how many, and after what. A cursor is opaque to its caller, and checked like any other input. */
import { z } from 'zod'
import type { Place } from '../../domain/changes/read.js'
import { AppError } from '../../errors.js'

export const pageQuery = z.strictObject({
  limit: z
    .string()
    .regex(/^[0-9]{1,3}$/, 'must be a number from 1 to 100')
    .transform(Number)
    .refine((limit) => limit >= 1 && limit <= 100, 'must be a number from 1 to 100')
    .optional()
    .describe('1 to 100; default 50'),
  cursor: z.string().max(300).optional().describe('`nextCursor` of the previous page'),
})

export const limitDefault = 50

export function encodeCursor(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

/**
 * Cuts a list that was read one row further than was asked for: that row says whether there are more.
 * @param partsOf what the next page begins after, of the last item of this one
 */
export function cutPage<Item>(
  found: readonly Item[],
  limit: number,
  partsOf: (last: Item) => readonly string[],
): { page: Item[]; nextCursor: string | null } {
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return { page, nextCursor: found.length > limit && last !== undefined ? encodeCursor(partsOf(last)) : null }
}

/** @throws AppError `request_invalid` when it is not a cursor of that many parts, each of its kind. */
export function decodeCursor(cursor: string | undefined, kinds: readonly z.ZodType<string>[]): string[] | undefined {
  if (cursor === undefined) return undefined
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    const list = z.array(z.string()).length(kinds.length).parse(parts)
    return list.map((part, index) => (kinds[index] ?? z.string()).parse(part))
  } catch {
    throw new AppError('request_invalid', 'The cursor does not belong to this list.', {
      fields: [{ path: 'cursor', message: 'must be nextCursor of the page before' }],
    })
  }
}

/** Of a list that is ordered by a moment, and by id within it. @throws AppError `request_invalid` */
export function decodeMoment(cursor: string | undefined): { at: Date; id: string } | undefined {
  const [at, id] = decodeCursor(cursor, [z.iso.datetime(), z.uuid()]) ?? []
  return at === undefined || id === undefined ? undefined : { at: new Date(at), id }
}

const placeParts = [z.string().regex(/^[0-9]{1,18}$/), z.string().regex(/^[0-9A-F]{1,8}\/[0-9A-F]{1,8}$/), z.uuid()]

/** A place in the feed. */
export function encodePlace({ turn, lsn, id }: Place): string {
  return encodeCursor([turn.toString(), lsn, id])
}

/** @throws AppError `request_invalid` */
export function decodePlace(cursor: string | undefined): Place | undefined {
  const [turn, lsn, id] = decodeCursor(cursor, placeParts) ?? []
  return turn === undefined || lsn === undefined || id === undefined ? undefined : { turn: BigInt(turn), lsn, id }
}
