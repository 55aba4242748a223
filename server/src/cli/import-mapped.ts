/**
 * `bondhu import <file> --mapping <file>`: moves people from another system into a program, with the codes they had and what
 * they were owed. A report says of each row what became of it. After an interruption the same command is run again: nobody
 * is taken twice. A dry run does the same work and rolls each row back.
 */
import { once } from 'node:events'
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import * as z from 'zod'
import type { Config } from '../config.js'
import { decoded } from '../csv/decode.js'
import { csvRecords } from '../csv/lines.js'
import { isCode } from '../db/private-file.js'
import { readBooks } from '../domain/ledger/books.js'
import { membersMax } from '../domain/members/add-members.js'
import {
  mappingSchema,
  placesOf,
  readRow,
  type Mapping,
  type MovedPerson,
  type Places,
} from '../domain/moving/mapping.js'
import { sentenceOf, type Outcome } from '../domain/moving/outcome.js'
import { takeMembers } from '../domain/moving/take-members.js'
import { budgetShort, takeParticipant } from '../domain/moving/take-participant.js'
import { standingOf, type Program } from '../domain/standing/find.js'
import { writeEntry } from '../domain/standing/audit-record.js'
import { assert } from '../errors.js'
import { csvLines } from '../http/common/csv.js'
import { formatMinor } from '../money.js'
import { readChosenCode } from '../readers/chosen-code.js'
import type { Service } from '../service.js'
import { Moved, type Accounted } from './moved.js'
import { ProgressBar } from './progress-bar.js'
import { withProgram } from './program.js'

const mappingBytesMax = 65_536
/** The codes and accounts of a file are compared in memory. */
const rowsMax = 1_000_000

/** Sets the exit code to 1 if a row was refused. @throws Error with a sentence */
export async function runMappedImport(
  config: Config,
  file: string,
  options: Readonly<Record<string, unknown>>,
): Promise<void> {
  const mapping = await readMapping(String(options['mapping']))
  const report = typeof options['report'] === 'string' ? options['report'] : `${file}.report.csv`
  const work = (service: Service, program: Program) =>
    importFile(service, program, { file, mapping, report, dryRun: options['dry-run'] === true })
  await withProgram(config, options['program'], work, (line) => console.log(line))
}

async function readMapping(file: string): Promise<Mapping> {
  let json: unknown
  try {
    if ((await stat(file)).size > mappingBytesMax) throw new Error(`${file} is too large for a mapping.`)
    json = JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    if (isCode(error, 'ENOENT')) throw new Error(`There is no file ${file}.`, { cause: error })
    if (error instanceof SyntaxError) throw new Error(`${file} is not JSON: ${error.message}.`, { cause: error })
    throw error
  }
  const parsed = mappingSchema.safeParse(json)
  if (!parsed.success) throw new Error(`${file} is not a mapping:\n${z.prettifyError(parsed.error)}`)
  return parsed.data
}

interface Importing {
  readonly file: string
  readonly mapping: Mapping
  readonly report: string
  readonly dryRun: boolean
}

async function importFile(service: Service, program: Program, importing: Importing): Promise<void> {
  const { context } = service
  const { file, mapping, report, dryRun } = importing
  const { rows, places } = await survey(file, mapping)
  const { currency } = (await standingOf(context, program.id)).inForce.terms
  console.log(`${basename(file)}: ${rows} rows for ${program.slug} (${program.mode}), as ${mapping.as}.`)
  if (places.unread.length > 0) console.log(`Not read: the columns ${places.unread.join(', ')}.`)
  if (!dryRun) {
    const cause = { by: 'owner', action: `${mapping.as}.import`, address: null }
    await writeEntry(context.sql, program.id, cause, { after: { rows } }, new Date(context.clock.nowMs()))
  }
  const budgetMinor = (await readBooks(context.sql, program.id)).budgetMinor
  const moved = new Moved(dryRun ? budgetMinor : undefined)
  const progress = new ProgressBar('rows', Math.max(1, rows))
  const writing = await openReport(report)
  try {
    for await (const page of pages(file)) {
      const read = page.map(({ line, cells }) => ({ line, row: readRow(mapping, places, cells, currency) }))
      const outcomes = await takePage(service, program, importing, read, moved)
      if (!writing.write(csvLines(outcomes.map((outcome) => moved.account(outcome))))) await once(writing, 'drain')
      progress.show(moved.rows)
    }
  } finally {
    progress.end()
    await new Promise((resolve) => writing.end(resolve))
  }
  assert(moved.rows === rows, 'every row is accounted for')
  for (const line of moved.summary((amountMinor) => formatMinor(amountMinor, currency), budgetMinor)) console.log(line)
  console.log(`Each row is accounted for in ${report}.`)
  if (dryRun) console.log('This was a dry run: nothing was changed.')
  if (moved.refused > 0) process.exitCode = 1
}

/** The file is read to its end first. If it is not CSV, or ends inside a character, nothing is imported. */
async function survey(file: string, mapping: Mapping): Promise<{ rows: number; places: Places }> {
  let places: Places | undefined
  let rows = 0
  for await (const { cells } of records(file)) {
    if (places !== undefined) rows += 1
    else {
      const found = placesOf(mapping, cells)
      if (typeof found === 'string') throw new Error(`The heading of ${file} ${found}.`)
      places = found
    }
    if (rows > rowsMax) throw new Error(`${file} has more than ${rowsMax} rows. Divide it.`)
  }
  if (places === undefined) throw new Error(`${file} is empty.`)
  return { rows, places }
}

async function* records(file: string): ReturnType<typeof csvRecords> {
  try {
    yield* csvRecords(decoded(createReadStream(file) as AsyncIterable<Buffer>))
  } catch (error) {
    if (isCode(error, 'ENOENT')) throw new Error(`There is no file ${file}.`, { cause: error })
    throw error
  }
}

/** Without the heading. */
async function* pages(file: string): AsyncGenerator<{ line: number; cells: readonly string[] }[]> {
  let page: { line: number; cells: readonly string[] }[] = []
  let isHeading = true
  for await (const record of records(file)) {
    if (!isHeading) page.push(record)
    isHeading = false
    if (page.length < membersMax) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}

async function openReport(path: string): Promise<WriteStream> {
  const writing = createWriteStream(path, { mode: 0o600 })
  await once(writing, 'open')
  writing.write(`\ufeff${csvLines([['line', 'result', 'reason', 'detail', 'owedMinor']])}`)
  return writing
}

interface Read {
  readonly line: number
  readonly row: ReturnType<typeof readRow>
}

async function takePage(
  service: Service,
  program: Program,
  { mapping, dryRun }: Importing,
  read: readonly Read[],
  moved: Moved,
): Promise<Accounted[]> {
  const taking = service.context
  const people = read.flatMap(({ row }) => (row.kind === 'person' ? [row.person] : []))
  const asMembers = mapping.as === 'members' ? [...(await takeMembers(taking, program, people, dryRun))] : undefined
  const accounted: Accounted[] = []
  for (const { line, row } of read) {
    if (row.kind === 'skipped') accounted.push({ line, outcome: { result: 'skipped' }, owedMinor: row.owedMinor })
    else if (row.kind === 'unreadable') {
      const outcome = { result: 'refused', reason: 'row_unreadable', detail: sentenceOf(row.errors) } as const
      accounted.push({ line, outcome, owedMinor: row.owedMinor })
    } else {
      const outcome = asMembers?.shift() ?? (await takeOne(service, program, { mapping, dryRun }, { line, row }, moved))
      accounted.push({ line, outcome, owedMinor: row.person.owedMinor })
    }
  }
  return accounted
}

async function takeOne(
  { context }: Service,
  program: Program,
  { mapping: { unfitCode }, dryRun }: Pick<Importing, 'mapping' | 'dryRun'>,
  { line, row: { person } }: { line: number; row: { person: MovedPerson } },
  moved: Moved,
): Promise<Outcome> {
  const { userId, code, owedMinor } = person
  if (userId === null) return { result: 'refused', reason: 'row_unreadable', detail: 'userId is missing' }
  const key = readChosenCode(code)?.key
  const earlier = moved.earlier(userId, unfitCode === 'refuse' ? key : undefined)
  if (earlier !== undefined) return earlier
  if (moved.isShort(owedMinor)) {
    const { reason, message } = budgetShort()
    return { result: 'refused', reason, detail: message }
  }
  const cause = { by: 'owner', action: 'balance.open', address: null }
  const taking = { dryRun, unfitCode }
  const outcome = await takeParticipant({ ...context, cause }, program, { ...person, userId }, taking)
  if (outcome.result !== 'refused')
    moved.remember(line, { userId, key, spentMinor: outcome.result === 'taken' ? owedMinor : 0n })
  return outcome
}
