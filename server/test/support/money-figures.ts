/** Compares the money of a program in every place that shows it. All places must agree. */
import assert from 'node:assert/strict'
import { parse } from 'csv-parse/sync'
import { formatCount, formatMoney } from '@bondhu/web/format'
import { person, type Api, type Body, type TestProgram } from './api.js'

/** The maximum age of a program's page, and a little more. */
export const pageAgeMs = 16_000

interface Lost {
  /** In payouts that may still come back. */
  readonly underWayMinor: number
  readonly goneMinor: number
}

type Transfer = Readonly<Record<'step' | 'from' | 'to' | 'amountMinor', string>>

async function readTransfers(api: Api, { slug }: TestProgram): Promise<Transfer[]> {
  const { status, body } = await api.call('GET', `/v1/programs/${slug}/transfers.csv`)
  assert.equal(status, 200)
  return parse(body, { columns: true, bom: true })
}

/** How often each `step from → to` happened. */
export async function readMoves(api: Api, program: TestProgram): Promise<Map<string, number>> {
  const moves = new Map<string, number>()
  for (const { step, from, to } of await readTransfers(api, program)) {
    const move = `${step} ${from} → ${to}`
    moves.set(move, (moves.get(move) ?? 0) + 1)
  }
  return moves
}

const backSteps = ['lapse', 'reverse', 'recover']

/** Sums the transfers. Nothing here is read from a stored total. */
async function readLedger(api: Api, program: TestProgram) {
  const transfers = await readTransfers(api, program)
  const sum = (some: readonly Transfer[]) => some.reduce((all, { amountMinor }) => all + Number(amountMinor), 0)
  const balance = (account: string) =>
    sum(transfers.filter(({ to }) => to === account)) - sum(transfers.filter(({ from }) => from === account))
  return { balance, reversedMinor: sum(transfers.filter(({ step }) => backSteps.includes(step))) }
}

/** The figures of the public page as they are printed, by their labels. */
async function readPage(api: Api, { slug }: TestProgram): Promise<Map<string, string>> {
  const response = await fetch(`${api.url}/p/${slug}?lang=en`, { headers: { 'user-agent': person } })
  assert.equal(response.status, 200)
  const text = await response.text()
  const rows = [
    ...text.matchAll(/<h2>([^<]*)<\/h2>\s*<p class="sum[^"]*">([^<]*)<\/p>/g),
    ...text.matchAll(/<th [^>]*>([\s\S]*?)<\/th>\s*<td[^>]*>([\s\S]*?)<\/td>/g),
  ]
  const textOf = (html = '') => html.replace(/<small>[\s\S]*?<\/small>|<[^>]+>/g, '').trim()
  return new Map(rows.map(([, label, value]) => [textOf(label), textOf(value)]))
}

/** @param costMinor what a friend who counts costs, both sides together */
export async function assertFigures(
  api: Api,
  program: TestProgram,
  { underWayMinor, goneMinor, costMinor }: Lost & { readonly costMinor: number },
  after: string,
): Promise<void> {
  const base = `/v1/programs/${program.slug}`
  const since = new Date(Date.now() - 40 * 864e5).toISOString()
  const overview: Body = await api.ok('GET', `${base}/overview?from=${since}`)
  const stats = await api.stats(program)
  const { balance, reversedMinor } = await readLedger(api, program)
  const ledger = {
    fundedMinor: -balance('funding'),
    budgetMinor: balance('budget'),
    returnedMinor: balance('returned'),
    reservedMinor: balance('reserved'),
    heldMinor: balance('held'),
    availableMinor: balance('available'),
    clearingMinor: balance('clearing') - underWayMinor,
    paidMinor: balance('paid') - goneMinor,
    lossMinor: underWayMinor + goneMinor,
  }
  const { fundedMinor, budgetMinor, returnedMinor, ...parts } = ledger
  const promisedMinor = Object.values(parts).reduce((sum, part) => sum + part, 0)
  assert.equal(fundedMinor, promisedMinor + budgetMinor + returnedMinor, `${after}: set aside`)
  const ofLedger = { ...ledger, promisedMinor }
  const { money } = overview
  const seen = Object.fromEntries(Object.keys(ofLedger).map((name) => [name, money[name]]))
  assert.deepEqual(seen, ofLedger, `${after}: the overview`)
  const { rewardsHeldMinor: heldMinor, rewardsAvailableMinor: availableMinor } = stats
  const told = Object.fromEntries(Object.keys(ledger).map((name) => [name, stats[name]]))
  assert.deepEqual({ ...told, heldMinor, availableMinor }, ledger, `${after}: the statistics`)
  assert.equal(stats.reversedMinor, reversedMinor, `${after}: reversed`)

  const { funnel, points } = overview
  const sum = (name: string) => points.reduce((all: number, point: Body) => all + point[name], 0)
  assert.deepEqual(
    [sum('promisedMinor'), sum('counted'), sum('referred'), sum('signups')],
    [promisedMinor, funnel.counted, funnel.referred, funnel.signups],
    `${after}: the days`,
  )
  assert.ok(funnel.counted + funnel.pending + funnel.review <= funnel.referred, `${after}: ${JSON.stringify(funnel)}`)
  assert.equal(money.costPerCountedMinor, funnel.counted === 0 ? null : costMinor, `${after}: the cost of a friend`)
  await assertPeriod(api, program, overview, after)
  assertPage(await readPage(api, program), ofLedger, funnel.counted, after)
  await api.assertLedger(program)
}

/** The whole life of a program by its days: each way to divide the friends has the same sums as the all-time totals. */
export async function assertPeriod(api: Api, program: TestProgram, overview: Body, after: string): Promise<Body> {
  const base = `/v1/programs/${program.slug}`
  const period: Body = await api.ok('GET', `${base}/period`)
  const { current, points, channels, countries, delays, refusals, money } = period
  const { funnel } = overview
  const sum = (items: readonly Body[], name: string) => items.reduce((all, item) => all + item[name], 0)
  const ways = [current.byLink, current.byCode]
  assert.deepEqual(
    { clicks: current.clicks, signups: current.signups, counted: current.counted },
    { clicks: funnel.clicks, signups: funnel.signups, counted: funnel.counted },
    `${after}: the period`,
  )
  assert.equal(sum(ways, 'signups') + current.onTheirOwn, funnel.signups, `${after}: signups by origin`)
  for (const name of ['counted', 'costMinor']) {
    const whole = sum(ways, name)
    assert.equal(sum(countries, name), whole, `${after}: ${name} by country`)
    assert.equal(sum(points, name), whole, `${after}: ${name} by day`)
    assert.equal(sum(channels, name), current.byLink[name], `${after}: ${name} by channel`)
  }
  assert.equal(sum(ways, 'counted'), funnel.counted, `${after}: counted by origin`)
  assert.equal(sum(channels, 'signups'), current.byLink.signups, `${after}: signups by channel`)
  assert.equal(sum(channels, 'clicks'), current.clicks, `${after}: clicks by channel`)
  assert.equal(sum(countries, 'signups'), sum(ways, 'signups'), `${after}: signups by country`)
  assert.ok(sum(delays, 'count') <= current.byLink.signups, `${after}: times from click to signup`)
  const refused = Object.values(refusals).reduce((all: number, count) => all + Number(count), 0)
  assert.equal(refused, current.refused, `${after}: refusals by reason`)
  const { fundedMinor, ...parts } = money
  assert.equal(
    Object.values(parts).reduce((all: number, part) => all + Number(part), 0),
    fundedMinor,
    `${after}: the parts of the money`,
  )
  const leaders: Body = await api.ok('GET', `${base}/leaders`)
  if (leaders.items.length < 8) {
    assert.ok(sum(leaders.items, 'counted') >= funnel.counted, `${after}: the friends of advocates`)
  }
  for (const { counted, parts: ofTime, userId } of leaders.items) {
    assert.equal(
      ofTime.reduce((all: number, part: number) => all + part, 0),
      counted,
      `${after}: the parts of ${userId}`,
    )
  }
  const [best] = leaders.items
  if (best !== undefined) {
    const own: Body = await api.ok('GET', `${base}/participants/${encodeURIComponent(best.userId)}/period`)
    for (const name of ['clicks', 'counted', 'costMinor'])
      assert.equal(sum(own.points, name), best[name], `${after}: ${name} of the best advocate by day`)
  }
  return period
}

function assertPage(
  page: Map<string, string>,
  ledger: Readonly<Record<string, number>>,
  counted: number,
  after: string,
) {
  const {
    fundedMinor = 0,
    promisedMinor = 0,
    paidMinor = 0,
    lossMinor = 0,
    budgetMinor = 0,
    returnedMinor = 0,
  } = ledger
  const printed = (minor: number) => formatMoney('en', minor, 'BDT')
  const expected: Record<string, string> = {
    'Set aside for the offer': printed(fundedMinor),
    'Received by people': printed(paidMinor),
    Promised: printed(promisedMinor - paidMinor - lossMinor),
    ...(lossMinor > 0 && { Lost: printed(lossMinor) }),
    Left: printed(budgetMinor),
    ...(returnedMinor > 0 && { 'Gone back to the organizer': printed(returnedMinor) }),
    'Friends who joined': formatCount('en', counted),
  }
  assert.deepEqual(Object.fromEntries(page), expected, `${after}: the page`)
}
