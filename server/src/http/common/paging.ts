/** Pages of a list: how many rows, and after which. A cursor is opaque to its caller, and checked like any other input. */
import * as z from 'zod'
import type { Moment, Page } from '../../db/page.js'
import type { Place as FeedPlace } from '../../domain/changes/read.js'
import { AppError } from '../../errors.js'

export const limitDefault = 50

/** A query is text, but its caller sends a number: so the document calls it. */
export function numberInQuery(minimum: number, maximum: number, otherwise?: number) {
  const fallback = otherwise === undefined ? {} : { default: otherwise }
  return { type: 'integer', pattern: undefined, minimum, maximum, ...fallback }
}

export const pageQuery = z.strictObject({
  limit: z
    .string()
    .regex(/^[0-9]{1,3}$/, 'must be a number from 1 to 100')
    .transform(Number)
    .refine((limit) => limit >= 1 && limit <= 100, 'must be a number from 1 to 100')
    .optional()
    .meta(numberInQuery(1, 100, limitDefault))
    .describe('1 to 100; default 50'),
  cursor: z.string().max(300).optional().describe('`nextCursor` of the previous page'),
})

/** The order of a list: at which place of it a row is, and how a cursor says a place, in texts. */
export interface Order<Row, Place> {
  readonly placeOf: (row: Row) => Place
  readonly place: z.ZodType<Place, string[]>
}

/** Reads the rows of a page, in the order of the list. */
export type Reader<Row, Place> = (page: Page<Place>) => Promise<readonly Row[]>

const idPlace = z.codec(z.tuple([z.uuid()]), z.string(), { decode: ([id]) => id, encode: (id) => [id] as [string] })

/** Ids are made in the order of time. */
export const byId: Order<{ readonly id: string }, string> = { place: idPlace, placeOf: ({ id }) => id }

const momentPlace = z.codec(z.tuple([z.iso.datetime(), z.uuid()]), z.custom<Moment>(), {
  decode: ([at, id]) => ({ at: new Date(at), id }),
  encode: ({ at, id }) => [at.toISOString(), id] as [string, string],
})

export const byMoment: Order<Moment, Moment> = { place: momentPlace, placeOf: ({ at, id }) => ({ at, id }) }

const dayPlace = z.codec(z.tuple([z.iso.date()]), z.string(), {
  decode: ([day]) => day,
  encode: (day) => [day] as [string],
})

export const byDay: Order<{ readonly day: string }, string> = { place: dayPlace, placeOf: ({ day }) => day }

export const numberText = z.string().regex(/^[0-9]{1,9}$/)

const numberPlace = z.codec(z.tuple([numberText]), z.int(), {
  decode: ([text]) => Number(text),
  encode: (number) => [String(number)] as [string],
})

export function byNumber<Row>(placeOf: (row: Row) => number): Order<Row, number> {
  return { place: numberPlace, placeOf }
}

/** A place in the feed. */
export const feedPlace = z.codec(
  z.tuple([z.string().regex(/^[0-9]{1,18}$/), z.string().regex(/^[0-9A-F]{1,8}\/[0-9A-F]{1,8}$/), z.uuid()]),
  z.custom<FeedPlace>(),
  {
    decode: ([turn, lsn, id]) => ({ turn: BigInt(turn), lsn, id }),
    encode: ({ turn, lsn, id }) => [turn.toString(), lsn, id] as [string, string, string],
  },
)

export function encodeCursor<Place>(codec: Order<never, Place>['place'], place: Place): string {
  return Buffer.from(JSON.stringify(z.encode(codec, place))).toString('base64url')
}

/** @throws AppError `request_invalid` when it is not a cursor of such a place. */
export function decodeCursor<Place>(
  codec: Order<never, Place>['place'],
  cursor: string | undefined,
): Place | undefined {
  if (cursor === undefined) return undefined
  try {
    return codec.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
  } catch {
    throw new AppError('request_invalid', 'The cursor does not belong to this list.', {
      fields: [{ path: 'cursor', message: 'must be nextCursor of the page before' }],
    })
  }
}

/**
 * A page as a caller asks for it. It is read one row further: that row says whether there are more.
 * @throws AppError `request_invalid`
 */
export async function readPage<Row, Place>(
  { place, placeOf }: Order<Row, Place>,
  { limit = limitDefault, cursor }: z.output<typeof pageQuery>,
  read: Reader<Row, Place>,
): Promise<{ rows: readonly Row[]; nextCursor: string | null }> {
  const found = await read({ limit: limit + 1, after: decodeCursor(place, cursor) })
  const rows = found.slice(0, limit)
  const last = found.length > limit ? rows.at(-1) : undefined
  return { rows, nextCursor: last === undefined ? null : encodeCursor(place, placeOf(last)) }
}

/** Rows of a page of a file. */
const filePageRows = 1000

/** All pages of a list, one after another, until one is empty. */
export async function* readAll<Row, Place>(
  placeOf: (row: Row) => Place,
  read: Reader<Row, Place>,
): AsyncGenerator<readonly Row[]> {
  let after: Place | undefined
  for (;;) {
    const rows = await read({ limit: filePageRows, after })
    const last = rows.at(-1)
    if (last === undefined) return
    yield rows
    after = placeOf(last)
  }
}
