import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readExportedDate, type ExportedDateForm } from '../../src/readers/exported-date.js'

const table: readonly (readonly [ExportedDateForm, string, string | null | undefined])[] = [
  ['iso', '2024-05-01', '2024-05-01T00:00:00.000Z'],
  ['iso', ' ২০২৪-০৫-০১ ', '2024-05-01T00:00:00.000Z'],
  ['iso', '2024-05-01 13:45', '2024-05-01T13:45:00.000Z'],
  ['iso', '2024-05-01T13:45:10.123', '2024-05-01T13:45:10.123Z'],
  ['iso', '2024-05-01 13:45:10.123456', '2024-05-01T13:45:10.123Z'],
  ['iso', '2024-05-01T13:45:10+06:00', '2024-05-01T07:45:10.000Z'],
  ['iso', '2024-02-30', undefined],
  ['iso', '01/05/2024', undefined],
  ['iso', '0000-00-00 00:00:00', undefined],
  ['dd/mm/yyyy', '1/5/2024', '2024-05-01T00:00:00.000Z'],
  ['dd/mm/yyyy', '01.05.2024 9:05', '2024-05-01T09:05:00.000Z'],
  ['dd/mm/yyyy', '01-05-2024 13:45:10', '2024-05-01T13:45:10.000Z'],
  ['dd/mm/yyyy', '5/31/2024', undefined],
  ['dd/mm/yyyy', '2024-05-01', undefined],
  ['dd/mm/yyyy', '1/5/24', undefined],
  ['mm/dd/yyyy', '5/31/2024', '2024-05-31T00:00:00.000Z'],
  ['unix', '1714521600', '2024-05-01T00:00:00.000Z'],
  ['unix', '1714521600123', '2024-05-01T00:00:00.123Z'],
  ['unix', '17145216001', undefined],
  ['unix', '2024-05-01', undefined],
  ['unix', '', null],
  ['iso', '  ', null],
  ['iso', '1998-05-01', undefined],
]

test('a date of an export is read in the form that the mapping names, and in no other', () => {
  for (const [form, written, read] of table) {
    const at = readExportedDate(written, form)
    assert.equal(at instanceof Date ? at.toISOString() : at, read, `${form} ${JSON.stringify(written)}`)
  }
})
