/**
 * `bondhu import <file>`: people who already have an account, from a CSV file of any length. Importing the same file
 * again changes nothing, so an interrupted run is simply repeated. A row that cannot be read is reported by its line;
 * the others are imported.
 */
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { ZodError } from 'zod'
import type { Config } from '../config.js'
import { isCode } from '../db/private-file.js'
import type { Line } from '../csv/lines.js'
import { writeEntry } from '../domain/standing/audit-record.js'
import { addRead, type Member } from '../domain/members/add-members.js'
import { memberOfRow, memberPages, type Heading } from '../domain/members/members-file.js'
import type { Program } from '../domain/standing/find.js'
import type { Service } from '../service.js'
import { fieldErrorsOf } from '../http/common/field-errors.js'
import { ProgressBar } from './progress-bar.js'
import { withProgram } from './program.js'

/** Of one transaction. A signup of one of these people waits for it. */
const pageMax = 5_000
const partBytes = 262_144
/** How many odd rows are reported one by one. */
const toldMax = 100

interface Odd {
  count: number
  readonly told: { readonly line: number; readonly why: string }[]
}

/** Sets the exit code to 1 if a row was not imported. @throws Error with a sentence */
export async function runImport(
  config: Config,
  file: string,
  reference: unknown,
  others: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  for (const name of ['report', 'dry-run'])
    if (others[name] !== undefined) throw new Error(`--${name} needs --mapping: see docs/moving.md.`)
  await withProgram(
    config,
    reference,
    (service, program) => importFile(service, program, file),
    (line) => console.log(line),
  )
}

async function importFile(service: Service, program: Program, file: string): Promise<void> {
  // The file is read to its end first. If it is not CSV, or ends inside a character, nothing is imported.
  const { rows, unread } = await survey(file)
  console.log(`${basename(file)}: ${rows} rows for ${program.slug} (${program.mode}).`)
  if (unread.length > 0) console.log(`Not read: the columns ${unread.join(', ')}.`)
  const cause = { by: 'owner', action: 'members.import', address: null }
  const { sql, clock } = service.context
  await writeEntry(sql, program.id, cause, { after: { rows } }, new Date(clock.nowMs()))
  const progress = new ProgressBar('rows', Math.max(1, rows))
  const totals = { received: 0, added: 0 }
  const odd: Odd = { count: 0, told: [] }
  let done = 0
  let adding = Promise.resolve()
  for await (const { heading, rows: page } of pages(file)) {
    const members = readPage(service, program, { heading, page, odd })
    // The next rows are read while the database adds these.
    await adding
    adding = (async () => {
      if (members.length > 0) {
        const { received, added } = await addRead(service.context, program, members)
        totals.received += received
        totals.added += added
      }
      done += page.length
      progress.show(done)
    })()
    adding.catch(() => {})
  }
  await adding
  progress.end()
  tell(totals, odd)
}

async function survey(file: string): Promise<{ rows: number; unread: readonly string[] }> {
  let count = 0
  let unread: readonly string[] = []
  for await (const { heading, rows } of parts(file)) {
    unread = heading.unread
    count += rows.length
  }
  return { rows: count, unread }
}

async function* parts(file: string): ReturnType<typeof memberPages> {
  try {
    yield* memberPages(createReadStream(file, { highWaterMark: partBytes }) as AsyncIterable<Buffer>)
  } catch (error) {
    if (isCode(error, 'ENOENT')) throw new Error(`There is no file ${file}.`, { cause: error })
    throw error
  }
}

/** As many rows as a transaction takes. */
async function* pages(file: string): AsyncGenerator<{ heading: Heading; rows: readonly Line[] }> {
  let waiting: Line[] = []
  let last: Heading | undefined
  for await (const { heading, rows } of parts(file)) {
    last = heading
    for (const row of rows) {
      waiting.push(row)
      if (waiting.length < pageMax) continue
      yield { heading, rows: waiting }
      waiting = []
    }
  }
  if (last !== undefined && waiting.length > 0) yield { heading: last, rows: waiting }
}

function readPage(
  { context }: Service,
  program: Program,
  { heading, page, odd }: { heading: Heading; page: readonly Line[]; odd: Odd },
): Member[] {
  return page.flatMap((row) => {
    const read = memberOfRow(context, program, heading, row)
    if ('ownerId' in read) return [read]
    odd.count += 1
    if (odd.told.length >= toldMax) return []
    const errors = read instanceof ZodError ? fieldErrorsOf(read) : read
    const why = errors.map(({ path, message }) => `${path.replace('identities.', '')} ${message}`.trim()).join('; ')
    odd.told.push({ line: row.line, why })
    return []
  })
}

/** The content of a row is personal data and is not printed. */
function tell({ received, added }: { received: number; added: number }, odd: Odd): void {
  console.log(`${added} people are new to the program, ${received - added} were known already.`)
  if (odd.count === 0) return
  for (const { line, why } of odd.told) console.log(`  line ${line}: ${why}`)
  if (odd.count > odd.told.length) console.log(`  and ${odd.count - odd.told.length} more`)
  console.log(`${odd.count} rows were not taken: the program would count these people as new.`)
  console.log('Mend them and import the file again: who was taken already is not taken twice.')
  process.exitCode = 1
}
