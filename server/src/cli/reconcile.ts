/** `bondhu reconcile`: compares ledger, payouts and statements now, and prints open differences as a table. */
import { apiLanguage } from '@bondhu/web/language'
import { systemClock } from '../clock.js'
import type { Config } from '../config.js'
import { openDatabase } from '../db/connect.js'
import { loadKeyRing } from '../db/key-ring.js'
import { differenceKinds } from '../domain/payouts/core/difference-kinds.js'
import { listDifferences, type Difference } from '../domain/payouts/difference-list.js'
import type { Side } from '../domain/payouts/core/differences.js'
import { listReconciliations, type ReconciliationPart } from '../domain/payouts/reconcile/read.js'
import { startReconciliation } from '../domain/payouts/reconcile/start.js'
import { workOnReconciliation } from '../domain/payouts/reconcile/work.js'
import { Programs, standingOf, type Program } from '../domain/standing/find.js'
import type { Context } from '../domain/standing/context.js'
import { must } from '../errors.js'
import { formatMinor } from '../money.js'
import { createService } from '../service.js'

/** Per program; the console shows the rest. */
const shownMax = 200

export async function runReconcile(config: Config, slug: string | undefined): Promise<void> {
  const database = await openDatabase(config, () => {})
  try {
    const keys = await loadKeyRing(database.service, config)
    const { context } = createService(database.service, keys, systemClock, { privateNetworks: config.privateNetworks })
    if ((await reconcilePrograms(context, slug, (line) => console.log(line))) > 0) process.exitCode = 1
  } finally {
    await database.close()
  }
}

/** @returns how many differences are open. @throws AppError `program_not_found` */
export async function reconcilePrograms(
  context: Context,
  slug: string | undefined,
  print: (line: string) => void,
): Promise<number> {
  const programs = new Programs(context)
  const chosen = slug === undefined ? await programs.list() : [await programs.get(slug)]
  if (chosen.length === 0) print('There is no program yet: nothing is to be compared.')
  let open = 0
  for (const program of chosen) open += await reconcileOne(context, program, print)
  return open
}

async function reconcileOne(context: Context, program: Program, print: (line: string) => void): Promise<number> {
  const { sql } = context
  const { inForce } = await standingOf(context, program.id)
  const { currency, timeZone } = inForce.terms
  const { id } = await startReconciliation(context, program, { by: null })
  await workOnReconciliation(context, program)
  const run = must(
    (await listReconciliations(sql, program.id, { id }, { limit: 1 }))[0],
    'a reconciliation that was made',
  )
  const open = await listDifferences(sql, program.id, { state: 'open' }, { limit: shownMax + 1 })
  const payouts = run.parts.find(({ provider }) => provider === null)?.payouts ?? 0
  const until = dateIn(timeZone, run.to)
  if (payouts === 0 && open.length === 0) {
    print(`${program.slug}: nobody has cashed out yet: nothing is to be compared.`)
    return 0
  }
  const mark = open.length === 0 ? 'ok ' : 'BAD'
  const many = open.length > shownMax ? `more than ${shownMax}` : String(open.length)
  print(`${mark} ${program.slug}: until ${until}, ${payouts} payouts, ${many} open differences`)
  for (const part of run.parts) print(`    ${sentenceOf(part, timeZone)}`)
  if (run.opened + run.explained > 0) print(`    ${run.opened} new, ${run.explained} explained themselves`)
  if (run.cut) print('    There are more than one reconciliation opens: resolve these, and reconcile again.')
  printTable(open.slice(0, shownMax), currency, timeZone, print)
  return open.length
}

function sentenceOf(
  { provider, payouts, lines, statement, statementTo }: ReconciliationPart,
  timeZone: string,
): string {
  if (provider === null) return `ledger and payouts: every movement of ${payouts} payouts`
  const until = statementTo === null ? '' : dateIn(timeZone, statementTo)
  const what = `${provider}: ${payouts} payouts`
  if (statement === 'read') return `${what}, against ${lines} lines of its statement`
  if (statement === 'kept') return `${what}, against statements that were read until ${until}`
  if (statement === 'none')
    return `${what}; it has given no statement: compared with the ledger, two ways and not three`
  const rest = statementTo === null ? 'compared with the ledger alone' : `compared with what was read until ${until}`
  return `${what}; its statement could not be read now: ${rest}`
}

const heads = ['kind', 'about', 'ours', 'theirs', 'since', 'owner'] as const

function printTable(
  differences: readonly Difference[],
  currency: string,
  timeZone: string,
  print: (line: string) => void,
): void {
  if (differences.length === 0) return
  const rows = differences.map(({ kind, subject, detail, openedAt, owner }) => {
    const { ours, theirs, step, account, byMinor } = detail
    const what = step ?? account
    const off = byMinor === undefined ? sideText(ours, currency) : `off by ${formatMinor(BigInt(byMinor), currency)}`
    return [
      what === undefined ? kind : `${kind} (${what})`,
      subject,
      off,
      sideText(theirs, currency),
      dateIn(timeZone, openedAt),
      owner ?? 'nobody',
    ]
  })
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => (row[column] ?? '').length)))
  const line = (cells: readonly string[]) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')
  print('')
  print(`    ${line(heads).trimEnd()}`)
  for (const row of rows) print(`    ${line(row).trimEnd()}`)
  print('')
  for (const kind of new Set(differences.map((one) => one.kind)))
    print(`    ${kind}: ${differenceKinds[kind][apiLanguage]}`)
}

function sideText(side: Side | undefined, currency: string): string {
  if (side === undefined) return '-'
  const { state, amountMinor, times, providerReference } = side
  const amount = amountMinor === undefined ? undefined : formatMinor(BigInt(amountMinor), currency)
  const often = times === undefined ? undefined : `${times} times`
  return [state, amount, often, providerReference].filter((part) => typeof part === 'string').join(' ')
}

/** `2026-12-01 02:15`, in the program's time zone. */
function dateIn(timeZone: string, at: Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at)
}
