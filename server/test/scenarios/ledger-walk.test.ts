/**
 * One program goes through every row of the table of the ledger (ARCHITECTURE.md), over the API. After each step the
 * overview, the statistics, the program's public page and the file of transfers say the same, to the poisha.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { systemClock } from '../../src/clock.js'
import { takeNews } from '../../src/domain/payouts/core/news.js'
import { startApp } from '../support/app.js'
import { assertFigures, pageAgeMs, readMoves } from '../support/money-figures.js'
import { known, qualifyingEvent, Walk } from './ledger-walk.js'

const day = 86_400
const terms = {
  rewardMinor: 2000,
  friendRewardMinor: 500,
  qualifyingEvent,
  holdDays: 3,
  attributionWindowDays: 1,
  lateCodeHours: 1,
  countries: ['BD', 'IN'],
  minimumPayoutMinor: 1000,
  payouts: { autoApproveMaxMinor: 1 },
}

interface Step {
  readonly name: string
  readonly does: (walk: Walk) => Promise<unknown>
  /** What moves: `step from → to`, each once. */
  readonly moves: readonly string[]
  /** What is lost after it: on its way to a wallet, and gone. As before where it is left out. */
  readonly lost?: readonly [underWay: number, gone: number]
}

const reserve = 'reserve budget → reserved'
const award = 'award reserved → held'
const release = 'release held → available'
const request = 'request available → clearing'
const pay = 'pay clearing → paid'
const restore = 'restore clearing → available'
const bounce = 'bounce paid → available'
const recover = 'recover available → budget'
const unearn = 'reverse available → budget'

const friends: readonly Step[] = [
  {
    name: 'more money is set aside',
    does: ({ app, program }) => app.fund(program, 1_000_000),
    moves: ['fund funding → budget'],
  },
  {
    name: 'somebody comes from another system, who was owed money there',
    does: (walk) => walk.takeOver('moved', 700n),
    moves: ['open budget → available'],
  },
  { name: 'a friend signs up', does: (walk) => walk.friend('first'), moves: [reserve] },
  { name: 'and acts', does: (walk) => walk.act('first'), moves: [award] },
  { name: 'and acts again', does: (walk) => walk.act('first'), moves: [] },
  { name: 'the hold ends', does: ({ app, program }) => app.advance(program, 3 * day), moves: [release] },
  {
    name: 'a friend signs up who does not act',
    does: async (walk) => {
      await walk.friend('late')
      walk.openedAt = (await walk.app.ok('GET', `${walk.base}/overview`)).now
    },
    moves: [reserve],
  },
  {
    name: 'and lapses',
    does: ({ app, program }) => app.advance(program, 5 * day + 60),
    moves: ['lapse reserved → budget'],
  },
  {
    name: 'an action in time is told late',
    does: (walk) => walk.act('late', new Date(Date.parse(walk.openedAt) + day * 1000).toISOString()),
    moves: ['award budget → held'],
  },
  {
    name: 'a held one is reversed',
    does: (walk) => walk.onReferral('reverse', 'late'),
    moves: ['reverse held → budget'],
  },
  { name: 'and once more', does: (walk) => walk.onReferral('reverse', 'late'), moves: [] },
  {
    name: 'one who may be cashed out is reversed',
    does: (walk) => walk.onReferral('reverse', 'first'),
    moves: [unearn],
  },
  { name: 'another signs up', does: (walk) => walk.friend('waits'), moves: [reserve] },
  {
    name: 'and is reversed while the action is awaited',
    does: (walk) => walk.onReferral('reverse', 'waits'),
    moves: ['reverse reserved → budget'],
  },
  {
    name: 'one signs up whom nobody brought',
    does: ({ app, program }) => app.signup(program, { userId: 'alone', country: 'BD' }),
    moves: [],
  },
  { name: 'and types a code after all', does: (walk) => walk.friend('alone'), moves: [reserve] },
  {
    name: 'and is reversed',
    does: (walk) => walk.onReferral('reverse', 'alone'),
    moves: ['reverse reserved → budget'],
  },
  {
    name: 'three friends are refused',
    does: async (walk) => {
      await walk.app.signup(walk.program, { userId: 'known', country: 'BD', identities: { phone: known } })
      for (const userId of ['dismissed', 'granted', 'ruled']) await walk.refused(userId)
    },
    moves: [],
  },
  { name: 'one appeals', does: (walk) => walk.appeal('dismissed'), moves: [reserve] },
  {
    name: 'and is dismissed',
    does: ({ app, base, appeals }) =>
      app.ok('POST', `${base}/appeals/${appeals.get('dismissed')}/dismiss`, { reason: 'no' }),
    moves: ['dismiss reserved → budget'],
  },
  { name: 'the next appeals', does: (walk) => walk.appeal('granted'), moves: [reserve] },
  { name: 'and is granted', does: (walk) => walk.onReferral('count', 'granted'), moves: [award] },
  {
    name: 'the third is counted without an appeal',
    does: (walk) => walk.onReferral('count', 'ruled'),
    moves: ['award budget → held'],
  },
  {
    name: 'two friends, of whom one acts',
    does: async (walk) => {
      await walk.friend('twin', 'rina', { identities: { phone: '01733333333' } })
      await walk.friend('double', 'rina', { identities: { phone: '01744444444' } })
      await walk.act('twin')
    },
    moves: [reserve, award],
  },
  {
    name: 'both are found to be members of long ago',
    does: ({ app, base }) =>
      app.ok('POST', `${base}/members`, {
        members: ['01733333333', '01744444444'].map((phone) => ({ identities: { phone } })),
      }),
    moves: ['reverse held → budget', 'reverse reserved → budget'],
  },
]

/** Who cashes out, and the wallet: the digit after 01999 chooses what the sandbox does. */
const wallets = {
  rejected: '01712345670',
  paid: '01712345671',
  failed: '01999100001',
  absent: '01999200001',
  unheard: '01999300001',
  returned: '01999600001',
  'lost-rejected': '01712345672',
  'lost-paid': '01712345673',
  'lost-failed': '01999100002',
  'lost-settled': '01999200002',
  'lost-unheard': '01999300002',
  'lost-returned': '01999600002',
  'lost-part': '01712345674',
  'lost-slow': '01999700001',
  awaited: '01712345675',
  after: '01712345676',
  stranded: '01712345677',
} as const
type Person = keyof typeof wallets
const people = Object.keys(wallets) as Person[]

const ask = (name: Person, amountMinor = 2000): Step => ({
  name: `${name} cashes out`,
  does: (walk) => walk.cashOut(name, { account: wallets[name], amountMinor }),
  moves: [request],
})
const reverse = (name: Person, lost: Step['lost'], moves: readonly string[] = [unearn]): Step => ({
  name: `the friend of ${name} is reversed`,
  does: (walk) => walk.onReferral('reverse', `friend of ${name}`),
  moves,
  ...(lost && { lost }),
})
const send = (name: Person, state: string, moves: readonly string[], lost?: Step['lost']): Step => ({
  name: `${name} is sent the money: ${state}`,
  does: async (walk) => {
    await walk.send(name)
    assert.equal(await walk.stateOf(name), state)
  },
  moves,
  ...(lost && { lost }),
})
const pass = (name: string, seconds: number, moves: readonly string[], lost?: Step['lost']): Step => ({
  name,
  does: ({ app, program }) => app.advance(program, seconds),
  moves,
  ...(lost && { lost }),
})
const say = (
  name: Person,
  verb: 'approve' | 'reject' | 'settle',
  moves: readonly string[],
  { lost, outcome }: { lost?: Step['lost']; outcome?: 'paid' | 'failed' } = {},
): Step => ({
  name: `${verb} the cash-out of ${name}`,
  does: (walk) => walk.onPayout(verb, name, outcome),
  moves,
  ...(lost && { lost }),
})

const payouts: readonly Step[] = [
  {
    name: 'everybody has a friend',
    does: async (walk) => {
      for (const name of people) {
        await walk.join(name)
        await walk.friend(`friend of ${name}`, name)
        await walk.act(`friend of ${name}`)
      }
      await walk.friend('second friend of lost-part', 'lost-part')
      await walk.act('second friend of lost-part')
    },
    moves: [reserve, award],
  },
  pass('the holds end', 3 * day, [release]),
  ask('rejected'),
  say('rejected', 'reject', [restore]),
  ask('paid'),
  say('paid', 'approve', []),
  pass('it is sent', 1, [pay]),
  ask('failed'),
  send('failed', 'failed', [restore]),
  ask('absent'),
  send('absent', 'unknown', []),
  pass('the provider never had it', 2 * 3600, [restore]),
  ask('unheard'),
  send('unheard', 'unknown', []),
  pass('the provider had paid', 3600, [pay]),
  ask('returned'),
  send('returned', 'paid', [pay]),
  pass('and takes it back', 2 * day, [bounce]),

  ask('lost-rejected'),
  reverse('lost-rejected', [2000, 0]),
  say('lost-rejected', 'reject', [restore, recover], { lost: [0, 0] }),
  ask('lost-paid'),
  reverse('lost-paid', [2000, 0]),
  send('lost-paid', 'paid', [pay], [0, 2000]),
  ask('lost-failed'),
  say('lost-failed', 'approve', []),
  reverse('lost-failed', [2000, 2000]),
  pass('the provider refuses it', 1, [restore, recover], [0, 2000]),
  ask('lost-settled'),
  send('lost-settled', 'unknown', []),
  reverse('lost-settled', [2000, 2000]),
  say('lost-settled', 'settle', [restore, recover], { outcome: 'failed', lost: [0, 2000] }),
  ask('lost-unheard'),
  send('lost-unheard', 'unknown', []),
  reverse('lost-unheard', [2000, 2000]),
  say('lost-unheard', 'settle', [pay], { outcome: 'paid', lost: [0, 4000] }),
  ask('lost-returned'),
  send('lost-returned', 'paid', [pay]),
  reverse('lost-returned', [0, 6000]),
  pass('the provider takes it back', 2 * day, [bounce, recover], [0, 4000]),
  ask('lost-part', 3000),
  reverse('lost-part', [1000, 4000]),
  say('lost-part', 'reject', [restore, recover], { lost: [0, 4000] }),
  ask('lost-slow'),
  send('lost-slow', 'sending', []),
  reverse('lost-slow', [2000, 4000]),
  pass('the provider takes its time', 120, [pay], [0, 6000]),
]

const ends: readonly Step[] = [
  {
    name: 'one country is ended',
    does: ({ app, base }) => app.ok('POST', `${base}/close`, { country: 'IN' }),
    moves: [],
  },
  {
    name: 'nobody of it counts any more',
    does: async (walk) =>
      assert.equal((await walk.friend('of India', 'rina', { country: 'IN' })).reason, 'program_closed'),
    moves: [],
  },
  pass('it is settled for that country', 10 * day, []),
  { name: 'a friend signs up', does: (walk) => walk.friend('last'), moves: [reserve] },
  { name: 'a refused one appeals', does: async (walk) => walk.refused('asks'), moves: [] },
  ask('awaited'),
  { name: 'the program is ended', does: ({ app, base }) => app.ok('POST', `${base}/close`), moves: [] },
  { name: 'the friend acts meanwhile', does: (walk) => walk.act('last'), moves: [award] },
  pass('windows, reports, actions and holds end', 12 * day, [release]),
  ask('after'),
  ask('stranded'),
  reverse('stranded', [2000, 6000]),
  {
    name: 'the refused one is counted after the holds',
    does: (walk) => walk.onReferral('count', 'asks'),
    moves: ['award budget → held'],
  },
  say('awaited', 'reject', [restore]),
  pass('the new hold is awaited', day, []),
  pass('the program is settled', 3 * day, [release, 'return budget → returned']),
  send('after', 'paid', [pay]),
  say('stranded', 'reject', [restore, 'recover available → returned'], { lost: [0, 6000] }),
  ask('awaited'),
  send('awaited', 'paid', [pay]),
  {
    name: 'a payment that was made for a friend who counts no more is taken back after all',
    does: async ({ app, program, payouts: ids }) => {
      const news = {
        reference: ids.get('lost-paid') ?? '',
        state: 'returned',
        code: 'account_blocked',
        providerReference: 'back',
      } as const
      const { context, programs } = app.service
      assert.equal(await takeNews(context, await programs.get(program.slug), news, 'sandbox'), 'returned')
    },
    moves: [bounce, 'recover available → returned'],
    lost: [0, 4000],
  },
]

test('all figures agree after every step of the ledger', async (t) => {
  let aheadMs = 0
  const app = await startApp(t, { clock: { ...systemClock, nowMs: () => systemClock.nowMs() + aheadMs } })
  const program = await app.liveProgram(terms, 1_000_000)
  const walk = new Walk(app, program)
  await walk.join('rina')
  const walked = new Set(['fund funding → budget'])
  let lost: readonly [number, number] = [0, 0]
  let before = await readMoves(app, program)
  for (const step of [...friends, ...payouts, ...ends]) {
    await step.does(walk)
    const after = await readMoves(app, program)
    const moved = [...after].filter(([move, count]) => count !== (before.get(move) ?? 0)).map(([move]) => move)
    assert.deepEqual(moved.toSorted(), step.moves.toSorted(), step.name)
    for (const move of moved) walked.add(move)
    before = after
    lost = step.lost ?? lost
    // The page is made at most once in so long.
    aheadMs += pageAgeMs
    await assertFigures(app, program, { underWayMinor: lost[0], goneMinor: lost[1], costMinor: 2500 }, step.name)
  }
  assert.equal((await app.program(program)).state, 'settled')
  assert.deepEqual(
    [...walked].toSorted(),
    tableOfTheLedger().toSorted(),
    'the table tells all that moves, and nothing else',
  )
  const steps = await app.service.context.sql<{ step: string }[]>`
    select unnest(enum_range(null::transfer_step))::text as step`
  assert.deepEqual(
    [...new Set([...walked].map((move) => move.split(' ')[0] ?? ''))].toSorted(),
    steps.map(({ step }) => step).toSorted(),
    'each step that there is was walked',
  )
})

/** `step from → to`, of each row and each pair of accounts. */
function tableOfTheLedger(): string[] {
  const text = readFileSync(fileURLToPath(new URL('../../../../ARCHITECTURE.md', import.meta.url)), 'utf8')
  const table = text.slice(text.indexOf('| step      | from → to'))
  const rows = [...table.slice(0, table.indexOf('\n\n')).matchAll(/^\| `(\w+)` +\| (.+?) +\| /gm)]
  return rows.flatMap(([, step, moves = '']) =>
    moves.split(/, or (?=\w+ →)/).flatMap((move) => {
      const [from = [], to = []] = move.split(' → ').map((side) => side.split(/, | or /))
      return from.flatMap((one) => to.map((other) => `${step} ${one} → ${other}`))
    }),
  )
}
