/** Each rule of abuse: a case that it must catch and one that it must leave alone. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { languages } from '@bondhu/web/language'
import { texts } from '@bondhu/web/texts'
import { rules, type RuleName } from '../../src/domain/fraud/rules/registry.js'
import { sentenceOf } from '../../src/domain/fraud/sentences.js'
import type { FraudCase, Mate, Purse, Sibling } from '../../src/domain/fraud/signals/case.js'
import type { Finding } from '../../src/domain/fraud/signals/rule.js'
import { touched } from './touched.js'
import { casesOf, crowdOf, daysBy, hourMs, nobody, openedAt, usual, verdictOf } from './cases.js'

function findingOf(name: RuleName, one: FraudCase): Finding | undefined {
  const known = rules.find((rule) => rule.name === name)
  assert.ok(known)
  return known.finds(one, known.parameters.parse({}))
}

/** Hours before the friend. */
function mates(count: number, hours: (at: number) => number, changes: Partial<Mate> = {}): Mate[] {
  return Array.from({ length: count }, (_, at) => ({
    friendId: `mate ${at}`,
    advocateId: 'advocate',
    address: `address ${at}`,
    agent: `agent ${at}`,
    integrity: null,
    occurredAt: new Date(openedAt.getTime() - hours(at) * hourMs),
    laterDays: null,
    backAt: [],
    ...changes,
  }))
}

const trace = (changes: Partial<FraudCase['trace']>): Partial<FraudCase> => ({ trace: { ...nobody.trace, ...changes } })
const cluster = (accounts: number, holdsAdvocate = false): Partial<FraudCase> => ({
  cluster: { accounts, advocates: 1, holdsAdvocate, friends: [] },
})

const silent = crowdOf(1, {
  friends: 14,
  hours: (at, random) => at * 3 + random() * 5,
  days: () => 0,
  marks: () => ({ address: 'one', subnet: 'one', agent: 'one' }),
})
const lively = crowdOf(2, {
  friends: 14,
  hours: (at, random) => at * 3 + random() * 5,
  days: daysBy([0.2, 0.2, 0.2, 0.4]),
})
const first = (siblings: readonly Sibling[], changes: Partial<FraudCase> = {}): FraudCase =>
  casesOf(siblings, changes)[0] ?? nobody

/** Friends of one address of whom none comes back, with so many kinds of phones. */
const withKinds = (kinds: number) =>
  crowdOf(5, {
    friends: 12,
    hours: (at, random) => at * 3 + random() * 5,
    days: () => 0,
    marks: (_, at) => ({ address: 'one', subnet: 'one', agent: `kind ${at % kinds}` }),
  })
/** Friends of one address of whom none comes back, by the time from the click to the account. */
const quick = (clickSeconds: (random: () => number) => number) =>
  crowdOf(6, {
    friends: 12,
    hours: (at, random) => at * 3 + random() * 5,
    days: () => 0,
    marks: () => ({ address: 'one', subnet: 'one' }),
    clickSeconds,
  })
const [alone = nobody] = casesOf(crowdOf(8, { friends: 2, hours: (at) => at * 9, days: () => 0 }))
/** One friend or two of each of many advocates, from one network with one kind of phone. */
const farmOfMany: FraudCase = {
  ...alone,
  sameSubnet: mates(9, (at) => at * 8, { advocateId: 'another', agent: alone.trace.agent, laterDays: 0 }),
}

/** Friends of one address in pairs, each pair on one phone. */
const pairs = (siblings: readonly Sibling[]): FraudCase => {
  const ties = new Map(siblings.map(({ friendId }, at) => [friendId, `phone ${Math.floor(at / 2)}`]))
  return casesOf(siblings, {}, { ties })[0] ?? nobody
}
const onUnsafe = (failed: number): FraudCase =>
  first(silent.map((one, at) => ({ ...one, integrity: at < failed ? ('failed' as const) : ('passed' as const) })))
const withheld = (of: number, own: number): FraudCase =>
  casesOf(
    silent.map((one, at) => (at === 0 ? { ...one, laterDays: own } : one)),
    {},
    { withheld: new Set(silent.slice(1, 1 + of).map(({ friendId }) => friendId)) },
  )[0] ?? nobody

/** Half of the friends of one address are paid to one wallet; the wallet of the first is not known. */
const paidTo = (purse: Purse): FraudCase =>
  casesOf(silent, {}, { purses: new Map(silent.slice(1, 7).map(({ friendId }) => [friendId, purse])) })[0] ?? nobody

/** Friends of one address in twos, so many of these couples paid to a wallet of their own. */
const couples = (wallets: number, siblings: readonly Sibling[]): FraudCase => {
  const purses = new Map(
    siblings
      .slice(0, 2 * wallets)
      .map(({ friendId }, at) => [friendId, { wallet: `wallet ${at >> 1}`, accounts: 2, advocates: 1 }] as const),
  )
  return casesOf(siblings, {}, { purses })[0] ?? nobody
}

/** Friends of several advocates with numbers of one hundred, of whom none comes back. */
const boxOfCards = (hours: (at: number) => number, changes: Partial<Mate> = {}): FraudCase =>
  first(crowdOf(3, { friends: 3, hours: (at) => -9 * at, days: () => 0 }), {
    sameNumberBlock: mates(6, hours, { advocateId: 'another', laterDays: 0, ...changes }),
  })

/** For each rule: what it must catch, and what it must leave alone. */
const table: Readonly<Record<RuleName, readonly [FraudCase, FraudCase]>> = {
  same_device: [{ ...nobody, sharedDevice: 12 }, nobody],
  same_phone: [{ ...nobody, sharedPhone: 3 }, nobody],
  same_wallet: [{ ...nobody, sharedWallet: 11 }, nobody],
  number_sequence: [
    { ...nobody, sameNumberBlock: mates(6, (at) => at) },
    { ...nobody, sameNumberBlock: mates(6, (at) => at, { advocateId: 'somebody else' }) },
  ],
  mail_sequence: [
    { ...nobody, sameMailBlock: mates(6, (at) => at) },
    { ...nobody, sameMailBlock: mates(1, () => 1) },
  ],
  disposable_mail: [{ ...nobody, ...trace({ disposableMail: true }) }, nobody],
  failed_integrity: [{ ...nobody, ...trace({ integrity: 'failed' }) }, nobody],
  emulator: [
    { ...nobody, ...trace({ integrity: 'emulator' }) },
    { ...nobody, ...trace({ integrity: null }) },
  ],
  too_fast: [
    { ...nobody, ...trace({ clickMs: 3000 }) },
    { ...nobody, ...trace({ clickMs: 45_000 }) },
  ],
  equal_gaps: [
    { ...nobody, siblings: mates(12, (at) => (at + 1) / 12 + (at % 3) / 200) },
    // A queue that is sent at once, and people who come by chance.
    { ...nobody, siblings: mates(12, (at) => (at + 1) / 3600) },
  ],
  equal_delays: [
    first(
      crowdOf(3, { friends: 9, hours: (at) => at * 7, days: () => 0, clickSeconds: (random) => 40 + 15 * random() }),
    ),
    first(crowdOf(4, { friends: 9, hours: (at) => at * 7, days: () => 0 })),
  ],
  no_stragglers: [first(quick(() => 60 + 400)), first(quick((random) => (random() < 0.3 ? 9000 : 400)))],
  active_together: [first(touched((at) => at * 4)), first(touched((at) => at * 90))],
  advocate_velocity: [
    { ...nobody, siblings: mates(20, (at) => (at < 15 ? at / 20 : at * 30)) },
    { ...nobody, siblings: mates(20, (at) => at * 5) },
  ],
  program_velocity: [
    casesOf(lively, {}, { programHour: { signups: 900, usual: 40 } })[0] ?? nobody,
    casesOf(lively, {}, { programHour: { signups: 90, usual: 40 } })[0] ?? nobody,
  ],
  subnet_velocity: [
    { ...nobody, sameSubnet: mates(12, (at) => at / 20) },
    { ...nobody, sameSubnet: mates(12, (at) => at * 5) },
  ],
  hosting_network: [
    { ...nobody, ...trace({ network: 'hosting' }) },
    { ...nobody, ...trace({ network: null }) },
  ],
  country_mismatch: [
    { ...nobody, ...trace({ addressCountry: 'NL' }) },
    { ...nobody, country: undefined, ...trace({ addressCountry: 'NL' }) },
  ],
  own_network: [
    { ...nobody, advocate: nobody.trace },
    { ...nobody, advocate: { ...nobody.trace, address: 'elsewhere' } },
  ],
  one_network: [first(silent), first(lively)],
  one_agent: [first(silent), first(lively)],
  few_phones: [first(withKinds(3)), first(withKinds(12))],
  one_place: [farmOfMany, { ...farmOfMany, sameSubnet: mates(9, (at) => at * 8, { advocateId: 'another' }) }],
  never_returns: [first(silent), { ...first(silent), group: null }],
  click_reuse: [
    { ...nobody, sameClick: 9 },
    { ...nobody, sameClick: 2 },
  ],
  own_cluster: [
    { ...nobody, ...cluster(4, true) },
    { ...nobody, ...cluster(4) },
  ],
  cluster_size: [
    { ...nobody, sharedDevice: 2, ...cluster(12) },
    { ...nobody, sharedDevice: 4, ...cluster(5) },
  ],
  dense_block: [
    casesOf(lively, {}, { block: { friends: 24, advocates: 3, density: 5 } })[0] ?? nobody,
    casesOf(lively, {}, { block: { friends: 24, advocates: 1, density: 5 } })[0] ?? nobody,
  ],
  typed_codes: [
    first(crowdOf(5, { friends: 30, hours: (at) => at * 2.3, days: () => 0, clickSeconds: () => null })),
    first(
      crowdOf(6, { friends: 30, hours: (at) => at * 2.3, days: daysBy(usual.days ?? []), clickSeconds: () => null }),
    ),
  ],
  tied_friends: [pairs(silent), first(silent)],
  one_purse: [
    paidTo({ wallet: 'one', accounts: 12, advocates: 4 }),
    paidTo({ wallet: 'one', accounts: 5, advocates: 2 }),
  ],
  unsafe_phones: [onUnsafe(6), onUnsafe(1)],
  // Of fourteen neighbours one or two couples share a wallet.
  several_purses: [couples(4, silent), couples(2, silent)],
  // Cards of one hundred are sold for weeks, too.
  strip_session: [boxOfCards((at) => at / 4), boxOfCards((at) => at * 20)],
  // A friend who lives in the app is not made a fake by the others.
  withheld_ring: [withheld(9, 0), withheld(9, 5)],
}

for (const { name } of rules) {
  test(`${name} catches what it must, and leaves alone what it must`, () => {
    const [caught, left] = table[name]
    assert.ok((findingOf(name, caught)?.weight ?? 0) > 0, 'catches')
    assert.ok((findingOf(name, left)?.weight ?? 0) <= 0, 'leaves alone')
  })

  test(`the sentences of ${name} are filled from its own figures, in every language`, () => {
    const finding = findingOf(name, table[name][0])
    assert.ok(finding)
    for (const language of languages) {
      const used = new Set<string>()
      const figures = new Proxy<Record<string, string>>(
        {},
        {
          get: (_, key) => {
            used.add(String(key))
            return '7'
          },
        },
      )
      texts[language].signals[name](figures)
      assert.deepEqual([...used].toSorted(), Object.keys(finding.figures).toSorted(), language)
    }
    const { bn, en } = sentenceOf(name, finding.figures) ?? {}
    assert.match(bn ?? '', /^[ঀ-৿][^a-zA-Z]*।$/)
    assert.match(en ?? '', /^[A-Z0-9][^ঀ-৿]+\.$/)
    assert.doesNotMatch(`${bn} ${en}`, /undefined|NaN/)
  })
}

test('friends who come back speak for each other', () => {
  const hostel = crowdOf(7, {
    friends: 12,
    hours: (at) => at * 4,
    days: daysBy([0.1, 0.15, 0.25, 0.5]),
    marks: () => ({ address: 'hostel', subnet: 'hostel' }),
  })
  assert.ok((findingOf('never_returns', first(hostel))?.weight ?? 0) < -3)
})

test('customers on three computers who came back for a day or three are not dropped accounts', () => {
  const onComputers = (days: readonly number[]) => {
    const friends = crowdOf(9, {
      friends: days.length,
      hours: (at, random) => at * 9 + random() * 5,
      days: (_, at) => days[at] ?? 0,
    })
    const ties = new Map(friends.map(({ friendId }, at) => [friendId, `computer ${Math.floor(at / 4)}`]))
    return verdictOf(casesOf(friends, {}, { ties })[0] ?? nobody)
  }
  // Nobody of them lives in the app; but fewer of them are silent than people are.
  const customers = onComputers([1, 0, 2, 1, 3, 1, 2, 0, 3, 1, 1, 2])
  assert.equal(customers.verdict, 'clear', customers.found.join())
  const dropped = onComputers([1, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0, 0])
  assert.notEqual(dropped.verdict, 'clear', dropped.found.join())
})

test('relatives who are paid to a few wallets and live on in the app are left alone; dropped accounts are not', () => {
  const house = crowdOf(12, {
    friends: 10,
    hours: (at) => at * 7,
    days: daysBy([0.2, 0.2, 0.2, 0.4]),
    marks: () => ({ address: 'house', subnet: 'house' }),
  })
  assert.equal(verdictOf(couples(5, house)).verdict, 'clear')
  assert.notEqual(verdictOf(couples(5, silent)).verdict, 'clear')
})

test('cards of one shop, opened on its line, are no box of cards', () => {
  const atCounter = boxOfCards((at) => at / 4, { address: 'counter' })
  const onLine = { ...atCounter, trace: { ...atCounter.trace, address: 'counter' } }
  assert.equal(findingOf('strip_session', onLine), undefined)
  assert.notEqual(verdictOf(boxOfCards((at) => at / 4)).verdict, 'clear')
})

test('computers that serve friends of several advocates are public: their customers are no ring', () => {
  const customers = crowdOf(9, {
    friends: 12,
    hours: (at, random) => at * 9 + random() * 5,
    days: (_, at) => [1, 0, 0, 0, 2, 0, 0, 1, 0, 1, 0, 0][at] ?? 0,
    marks: () => ({ address: 'café', subnet: 'café' }),
  })
  const strangers = mates(6, (at) => at * 8, { address: 'café', laterDays: 1 })
  const computers = new Map([...customers, ...strangers].map(({ friendId }, at) => [friendId, `computer ${at % 3}`]))
  const withStrangers = (advocates: number): FraudCase => {
    const [one = nobody] = casesOf(customers, {}, { ties: computers })
    const others = strangers.map((mate, at) => ({ ...mate, advocateId: `stranger ${at % advocates}` }))
    return { ...one, sameAddress: [...others, ...one.sameAddress] }
  }
  const weightOf = (advocates: number) => findingOf('tied_friends', withStrangers(advocates))?.weight ?? 0
  assert.ok(weightOf(3) <= 3, 'three other advocates')
  assert.ok(weightOf(1) > 3, 'one other advocate')
})
