/**
 * A mapping file: how the export of another system becomes people of a program. It names the columns, the form of dates and
 * amounts, and the rows to leave out. Pure.
 */
import * as z from 'zod'
import { readOwed } from './owed.js'
import { readCell } from '../../readers/cell.js'
import { exportedDateForms, readExportedDate } from '../../readers/exported-date.js'
import * as field from '../../schema.js'
import { identitiesSchema } from '../identities/digest.js'
import type { FieldError } from '../../errors.js'

const heading = z.string().min(1).max(200)
const valuesMax = 50
const skipsMax = 20

export const mappingSchema = z
  .strictObject({
    as: z.enum(['participants', 'members']),
    columns: z.strictObject({
      userId: heading.optional(),
      phone: heading.optional(),
      email: heading.optional(),
      device: heading.optional(),
      install: heading.optional(),
      country: heading.optional(),
      locale: heading.optional(),
      displayName: heading.optional(),
      createdAt: heading.optional(),
      code: heading.optional(),
      owed: heading.optional(),
    }),
    always: z.strictObject({ country: field.country.optional(), locale: field.locale.optional() }).default({}),
    dates: z.enum(exportedDateForms).default('iso'),
    amounts: z.enum(['major', 'minor']).default('major'),
    unfitCode: z.enum(['refuse', 'leave_out']).default('refuse'),
    skip: z
      .array(z.strictObject({ column: heading, is: z.array(z.string().max(200)).min(1).max(valuesMax) }))
      .max(skipsMax)
      .default([]),
  })
  .refine(({ as, columns }) => as === 'members' || columns.userId !== undefined, {
    path: ['columns', 'userId'],
    message: 'is missing: a participant has the id of your app',
  })
  .refine(({ as, columns }) => as === 'participants' || (columns.code ?? columns.owed) === undefined, {
    path: ['columns'],
    message: 'names a code or a balance: only participants have them',
  })
export type Mapping = z.output<typeof mappingSchema>
type Column = keyof Mapping['columns']

const personSchema = z.strictObject({
  userId: field.userId.nullable(),
  identities: identitiesSchema,
  country: field.countryOrEmpty.nullable(),
  locale: field.locale.nullable(),
  displayName: field.displayName.nullable(),
})

export interface MovedPerson extends z.output<typeof personSchema> {
  readonly createdAt: Date | null
  /** As exported; empty if there is none. */
  readonly code: string
  /** In minor units; 0 if nothing is owed. */
  readonly owedMinor: bigint
}

/** Where the mapped columns are in the file. */
export interface Places {
  readonly of: ReadonlyMap<Column, number>
  readonly skips: readonly { readonly at: number; readonly is: ReadonlySet<string> }[]
  readonly width: number
  /** Columns that the mapping does not name, as written. */
  readonly unread: readonly string[]
}

/** @returns the places, or a sentence that says which column is missing or twice. */
export function placesOf({ columns, skip }: Mapping, cells: readonly string[]): Places | string {
  const names = cells.map(readCell)
  const wanted = [...Object.values(columns), ...skip.map(({ column }) => column)]
  const wrong = wanted.find((name) => names.filter((one) => one === name).length !== 1)
  if (wrong !== undefined) return `${names.includes(wrong) ? 'has more than one column' : 'has no column'} "${wrong}"`
  return {
    of: new Map(Object.entries(columns).map(([column, name]) => [column as Column, names.indexOf(name)])),
    skips: skip.map(({ column, is }) => ({ at: names.indexOf(column), is: new Set(is) })),
    width: cells.length,
    unread: names.filter((name) => name !== '' && !wanted.includes(name)),
  }
}

export type ReadRow =
  | { readonly kind: 'skipped'; readonly owedMinor: bigint | undefined }
  | { readonly kind: 'unreadable'; readonly errors: readonly FieldError[]; readonly owedMinor: bigint | undefined }
  | { readonly kind: 'person'; readonly person: MovedPerson }

export function readRow(mapping: Mapping, places: Places, written: readonly string[], currency: string): ReadRow {
  const cells = written.map(readCell)
  const cellOf = (column: Column) => cells[places.of.get(column) ?? -1] ?? ''
  const owedMinor = readOwed(cellOf('owed'), mapping.amounts, currency)
  if (places.skips.some(({ at, is }) => is.has(cells[at] ?? ''))) return { kind: 'skipped', owedMinor }
  const createdAt = readExportedDate(cellOf('createdAt'), mapping.dates)
  const person = personSchema.safeParse(
    {
      userId: cellOf('userId') || null,
      identities: {
        phone: cellOf('phone') || null,
        email: cellOf('email') || null,
        device: cellOf('device') || null,
        install: cellOf('install') || null,
      },
      country: cellOf('country') || mapping.always.country || null,
      locale: cellOf('locale') || mapping.always.locale || null,
      displayName: cellOf('displayName') || null,
    },
    { reportInput: true },
  )
  const errors: FieldError[] = [
    ...(cells.length > places.width
      ? [{ path: '', message: `has ${cells.length} cells under ${places.width} columns` }]
      : []),
    ...(person.error?.issues ?? []).map(({ path, message }) => ({ path: path.join('.'), message })),
    ...(createdAt === undefined
      ? [{ path: 'createdAt', message: `must be a date of the form ${mapping.dates}, from the year 2000` }]
      : []),
    ...(owedMinor === undefined ? [{ path: 'owed', message: 'must be an amount, 0 or more' }] : []),
  ]
  if (!person.success || createdAt === undefined || owedMinor === undefined || errors.length > 0) {
    return { kind: 'unreadable', errors, owedMinor }
  }
  return { kind: 'person', person: { ...person.data, createdAt, code: cellOf('code'), owedMinor } }
}
