/**
 * `bondhu demo`: the whole product in ten seconds. It runs a service on a temporary database, calls it over HTTP like
 * an app's server, and compares every figure with its expected value. It never touches the user's data.
 */
import { languages } from '@bondhu/web/language'
import { Bondhu, type Decision } from '@bondhu/sdk'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { dayMs } from '../clock.js'
import { readConfig } from '../config.js'
import { formatMinor } from '../money.js'
import { startService, type Running } from './serve.js'
import { ProgressBar } from './progress-bar.js'

const newFriends = 100
const oldMembers = 60
const rewardMinor = 2000
const budgetMinor = 10_000_000
const program = 'golpo'
/** The number of people at the same moment. */
const atOnce = 20
const person = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36'

interface Visitor {
  readonly userId: string
  readonly phone: string
  readonly isNew: boolean
  /** How often the app reports the same signup, all at once. */
  readonly reports: number
}

interface Answered extends Visitor {
  readonly decisions: readonly Decision[]
}

interface Check {
  readonly what: string
  readonly is: string
  readonly shouldBe: string
}

/** Sets the exit code to 1 if a figure is wrong. */
export async function runDemo(): Promise<void> {
  const startedMs = Date.now()
  const dataDir = await mkdtemp(join(tmpdir(), 'bondhu-demo-'))
  const token = randomBytes(32).toString('base64url')
  let running: Running | undefined
  let interrupted = false
  const interrupt = () => {
    interrupted = true
    process.exitCode = 130
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt)
  try {
    say(
      '\n  Bondhu বন্ধু: one person shares a link; 100 new friends and 60 people with an account click it.\n  The money arrives.\n',
    )
    say('  Starting a service with a database of its own …')
    running = await startService(configFor(dataDir, token), { noJobs: true }, pino({ level: 'silent' }))
    const checks = await play(running.address, token, () => interrupted)
    if (!interrupted) report(checks, Date.now() - startedMs)
  } catch (error) {
    // Ctrl+C reaches every process of the terminal, so later failures are its result.
    if (!interrupted) throw error
  } finally {
    await running?.stop()
    await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupt)
    if (interrupted) say('\n  Stopped. Nothing is left behind.')
  }
}

/** None of the user's own settings: neither their database nor their port. */
function configFor(dataDir: string, token: string) {
  return readConfig({ PORT: '0', BONDHU_DATA_DIR: dataDir, BONDHU_ADMIN_TOKEN: token, BONDHU_DEMO: 'off' })
}

async function play(url: string, token: string, interrupted: () => boolean): Promise<Check[]> {
  const owner = (method: string, path: string, body?: unknown) => call(url, token, method, path, body)
  const visitors = everybody()
  await prepare(owner, visitors)
  const { secret } = (await owner('POST', `/v1/programs/${program}/keys`, { name: 'demo' })) as { secret: string }
  const bondhu = new Bondhu({ url, key: secret, program })
  const { link } = await bondhu.join('rina')
  say(`  Rina shares her link: ${link}\n`)

  const answered = await inviteAll(bondhu, String(link), visitors, interrupted)
  if (interrupted()) return []
  tellDecisions(answered)
  const held = await figures(bondhu)
  await bondhu.advanceClock(7 * (dayMs / 1000))
  const later = await figures(bondhu)
  const paid = await cashOut(bondhu)
  const proof = (await owner('GET', `/v1/programs/${program}/ledger/verify`)) as Proof
  return [...checksOf(answered), ...balanceChecks(held, later), ...paid, ...proofChecks(proof)]
}

/** Shuffled, so that new friends and old members arrive mixed. */
function everybody(): Visitor[] {
  const phone = (prefix: string, index: number) => `${prefix}${String(index).padStart(5, '0')}`
  const visitors = [
    // Every second one is reported twice at once, every fifth three times.
    ...Array.from({ length: newFriends }, (_, i) => ({
      userId: `new-${i}`,
      phone: phone('018120', i),
      isNew: true,
      reports: i % 5 === 0 ? 3 : i % 2 === 0 ? 2 : 1,
    })),
    ...Array.from({ length: oldMembers }, (_, i) => ({
      userId: `again-${i}`,
      phone: phone('017110', i),
      isNew: false,
      reports: i % 3 === 0 ? 2 : 1,
    })),
  ]
  return visitors
    .map((visitor) => ({ visitor, place: Math.random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ visitor }) => visitor)
}

type Caller = (method: string, path: string, body?: unknown) => Promise<unknown>

async function prepare(owner: Caller, visitors: readonly Visitor[]): Promise<void> {
  await owner('POST', '/v1/programs', {
    slug: program,
    mode: 'test',
    name: { bn: 'গল্প বন্ধু', en: 'Golpo Friends' },
    rewardMinor,
    destinations: { web: 'https://golpo.example/join' },
    startsAt: new Date(Date.now() - dayMs).toISOString(),
    endsAt: new Date(Date.now() + 90 * dayMs).toISOString(),
    organization: { name: 'Golpo', contact: 'help@golpo.example' },
  })
  await owner('POST', `/v1/programs/${program}/fundings`, { amountMinor: budgetMinor, reference: 'demo' })
  const members = visitors.filter(({ isNew }) => !isNew).map(({ phone }) => ({ identities: { phone } }))
  await owner('POST', `/v1/programs/${program}/members`, { members })
  await owner('POST', `/v1/programs/${program}/launch`)
  say(`  ${taka(budgetMinor)} is set aside, ${members.length} people with an account are known, the offer is live.`)
}

/** Each person clicks the link and opens an account in the app, and the app reports it. */
async function inviteAll(
  bondhu: Bondhu,
  link: string,
  visitors: readonly Visitor[],
  interrupted: () => boolean,
): Promise<Answered[]> {
  const bar = new ProgressBar('people', visitors.length)
  const waiting = visitors.values()
  const answered: Answered[] = []
  const next = async () => {
    // The runners share one iterator, and each takes the next person.
    for (const visitor of waiting) {
      if (interrupted()) return
      answered.push(await invite(bondhu, link, visitor))
      bar.show(answered.length)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, next))
  bar.end()
  return answered
}

async function invite(bondhu: Bondhu, link: string, visitor: Visitor): Promise<Answered> {
  const { userId, phone } = visitor
  const clickId = await click(link)
  const reports = Array.from({ length: visitor.reports }, () =>
    bondhu.signup({ userId, clickId, identities: { phone }, country: 'BD' }),
  )
  return { ...visitor, decisions: await Promise.all(reports) }
}

async function click(link: string): Promise<string> {
  const response = await fetch(link, { headers: { 'user-agent': person }, redirect: 'manual' })
  await response.body?.cancel()
  const clickId = new URL(response.headers.get('location') ?? 'none:').searchParams.get('bondhu_click')
  if (clickId === null) throw new Error(`The link led nowhere: ${response.status}`)
  return clickId
}

function tellDecisions(answered: readonly Answered[]): void {
  const first = answered.flatMap(({ decisions }) => decisions.slice(0, 1))
  const reports = answered.reduce((sum, { decisions }) => sum + decisions.length, 0)
  say(`\n  ${first.length} people, reported ${reports} times:\n`)
  say(
    `    counted   ${count(first.filter(({ outcome }) => outcome === 'referred').length)}   ${taka(rewardMinor)} each`,
  )
  const others = first.filter(({ outcome }) => outcome !== 'referred')
  for (const reason of new Set(others.map((decision) => decision.reason ?? ''))) {
    const alike = others.filter((decision) => decision.reason === reason)
    const { outcome = '', message } = alike[0] ?? {}
    say(`    ${outcome.padEnd(9)} ${count(alike.length)}   ${reason}`)
    if (message !== undefined) for (const language of languages) say(`                     ${message[language]}`)
  }
}

interface Figures {
  readonly heldMinor: number
  readonly availableMinor: number
  readonly counted: number
  readonly clicks: number
  readonly signups: number
  readonly budgetMinor: number
}

async function figures(bondhu: Bondhu): Promise<Figures> {
  const [{ balances, friends }, stats] = await Promise.all([bondhu.participant('rina'), bondhu.stats()])
  const { heldMinor, availableMinor } = balances
  const { clicks, signups } = stats
  return { heldMinor, availableMinor, counted: friends.counted, clicks, signups, budgetMinor: stats.budgetMinor }
}

function checksOf(answered: readonly Answered[]): Check[] {
  const outcomes = (isNew: boolean, wanted: (decision: Decision) => boolean) =>
    answered.filter((one) => one.isNew === isNew && one.decisions.every(wanted)).length
  const alike = answered.filter(({ decisions }) => new Set(decisions.map((one) => JSON.stringify(one))).size === 1)
  return [
    check(
      'new friends counted',
      outcomes(true, ({ outcome }) => outcome === 'referred'),
      newFriends,
    ),
    check(
      'people with an account refused',
      outcomes(false, ({ reason }) => reason === 'already_member'),
      oldMembers,
    ),
    check('people whose repeats got one answer', alike.length, newFriends + oldMembers),
  ]
}

function balanceChecks(held: Figures, later: Figures): Check[] {
  const earned = newFriends * rewardMinor
  const everyone = newFriends + oldMembers
  return [
    check('clicks', held.clicks, everyone),
    check('signups, each once', held.signups, everyone),
    check("Rina's friends", held.counted, newFriends),
    check('held', taka(held.heldMinor), taka(earned)),
    check('available', taka(held.availableMinor), taka(0)),
    check('held, seven days later', taka(later.heldMinor), taka(0)),
    check('available, seven days later', taka(later.availableMinor), taka(earned)),
    check('not yet promised', taka(later.budgetMinor), taka(budgetMinor - earned)),
  ]
}

interface Proof {
  readonly ok: boolean
  readonly transfers: number
  readonly differences: readonly unknown[]
}

/** Cashes out everything to bKash, with three calls at once, like an app that got no answer. */
async function cashOut(bondhu: Bondhu): Promise<Check[]> {
  const amountMinor = newFriends * rewardMinor
  const method = { kind: 'bkash', account: '01712345678' } as const
  const asked = await Promise.all([1, 2, 3].map(() => bondhu.cashOut('rina', { amountMinor, method }, 'all-of-it')))
  await bondhu.advanceClock(1)
  const [{ items }, { balances }] = await Promise.all([bondhu.payouts('rina'), bondhu.participant('rina')])
  return [
    check('cash-outs, asked for three times', new Set(asked.map(({ id }) => id)).size, 1),
    check('what became of it', items.map(({ state }) => state).join(' '), 'paid'),
    check('paid', taka(balances.paidMinor), taka(amountMinor)),
    check('available, and on its way', taka(balances.availableMinor + balances.clearingMinor), taka(0)),
  ]
}

/** One funding; for each friend an award and a release; the request and payment of the cash-out. */
function proofChecks({ ok, transfers, differences }: Proof): Check[] {
  return [
    check('transfers in the ledger', transfers, 1 + 2 * newFriends + 2),
    check('ledger recomputed', ok ? 'agrees' : `${differences.length} differences`, 'agrees'),
  ]
}

function check(what: string, is: string | number, shouldBe: string | number): Check {
  return { what, is: String(is), shouldBe: String(shouldBe) }
}

function report(checks: readonly Check[], tookMs: number): void {
  say('\n  What it must be, and what it is:\n')
  for (const { what, is, shouldBe } of checks) {
    const right = is === shouldBe
    say(`    ${right ? 'ok ' : 'BAD'} ${what.padEnd(36)} ${is}${right ? '' : `, and must be ${shouldBe}`}`)
  }
  const wrong = checks.filter(({ is, shouldBe }) => is !== shouldBe).length
  const seconds = (tookMs / 1000).toFixed(1)
  if (wrong === 0) {
    say(
      `\n  ${taka(newFriends * rewardMinor)} পেয়েছেন: Rina has received it. Everything adds up; it took ${seconds} s.\n`,
    )
    return
  }
  process.exitCode = 1
  say(`\n  ${wrong} of ${checks.length} figures are wrong: this is a bug of Bondhu. It took ${seconds} s.\n`)
}

async function call(url: string, token: string, method: string, path: string, body: unknown): Promise<unknown> {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`)
  return JSON.parse(text) as unknown
}

/** `৳2,000`: only whole taka occur here. */
function taka(amountMinor: number): string {
  return formatMinor(BigInt(amountMinor), 'BDT').replace(/\.00$/, '')
}

function count(number: number): string {
  return String(number).padStart(4)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
