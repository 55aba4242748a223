/** Compares what the API shows of a program with the model: its terms and sums, each account, the lists. */
import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import type { Api, Body, TestProgram } from '../support/api.js'
import type { Account } from './cash-outs.js'
import type { Model } from './model.js'
import type { PlayMoney } from './play-money.js'
import { iso, wireTerms } from './spellings.js'

export class Comparison {
  private readonly api: Api
  private readonly program: TestProgram
  private readonly path: string
  private readonly model: Model
  private readonly money: PlayMoney
  private readonly codes: ReadonlyMap<string, string>
  /** What was last expected of each account. */
  private readonly compared = new Map<string, string>()
  /** The accounts that the step names. */
  named: ReadonlySet<string> = new Set()

  constructor(api: Api, program: TestProgram, model: Model, money: PlayMoney, codes: ReadonlyMap<string, string>) {
    this.api = api
    this.program = program
    this.path = `/v1/programs/${program.slug}`
    this.model = model
    this.money = money
    this.codes = codes
  }

  async everything(): Promise<void> {
    await Promise.all([this.programAndTerms(), this.accounts(true), this.money.compareOverview()])
  }

  /**
   * The statistics, which hold the program's books and the sums of everybody's balances, and each account on which
   * something should have moved or that the step named. Everybody is looked at when time has passed and at the end.
   */
  async accounts(everybody: boolean): Promise<void> {
    const { model, api, program } = this
    const accounts = [...model.accounts.keys()].filter((userId) => this.isNews(userId) || everybody)
    const [stats, ...participants] = await Promise.all([
      api.stats(program),
      ...accounts.map((userId) => api.participant(program, userId)),
    ])
    const expected = model.statistics()
    assert.deepEqual(only(stats, expected), expected, 'statistics')
    accounts.forEach((userId, index) => {
      const { balances, friends, code } = participants[index]
      const { heldMinor, availableMinor, clearingMinor, paidMinor } = balances
      const seen = { code, friends, heldMinor, availableMinor, clearingMinor, paidMinor }
      assert.deepEqual(seen, this.expected(userId), userId)
    })
  }

  private isNews(userId: string): boolean {
    const text = JSON.stringify(this.expected(userId))
    const changed = this.compared.get(userId) !== text
    this.compared.set(userId, text)
    return changed || this.named.has(userId)
  }

  private expected(userId: string) {
    const code = this.codes.get(userId) ?? null
    return { code, friends: this.model.friends(userId), ...this.balances(userId) }
  }

  private balances(userId: string): Account {
    return this.model.accounts.get(userId) ?? { heldMinor: 0, availableMinor: 0, clearingMinor: 0, paidMinor: 0 }
  }

  async programAndTerms(): Promise<void> {
    const { model } = this
    const body = await this.api.program(this.program)
    const { fundedMinor, budgetMinor, reservedMinor, returnedMinor } = model.books
    assert.deepEqual(body.balances, { fundedMinor, budgetMinor, reservedMinor, returnedMinor })
    assert.equal(Date.parse(body.now), model.now)
    if (!model.ended) assert.equal(body.state, model.state)
    const terms = wireTerms(model.terms)
    assert.deepEqual(only(body, terms), terms, 'terms in force')
    const announced = model.announced.map((one) => ({ at: iso(one.effectiveAt), terms: wireTerms(one.terms) }))
    const shown: Body[] = body.announced.map((one: Body) => ({ at: one.effectiveAt, terms: only(one.terms, terms) }))
    assert.deepEqual(withoutRepeats(shown, terms), withoutRepeats(announced, terms), 'terms that were announced')
  }

  /** Everybody with friends, most friends first. */
  private async mostFriends(): Promise<void> {
    const { items } = await this.api.ok('GET', `${this.path}/participants?sort=friends&limit=100`)
    const shown: [string, number][] = items
      .map(({ userId, friends }: Body) => [userId, friends.counted])
      .filter(([, counted]: [string, number]) => counted > 0)
    const counts = shown.map(([, counted]) => counted)
    assert.deepEqual(
      counts,
      counts.toSorted((a, b) => b - a),
      'most friends first',
    )
    const wanted = [...this.model.accounts.keys()].map(
      (userId) => [userId, this.model.friends(userId).counted] as const,
    )
    assert.deepEqual(new Map(shown), new Map(wanted.filter(([, counted]) => counted > 0)), 'who has friends')
  }

  async lists(): Promise<void> {
    await this.mostFriends()
    for (const userId of this.codes.keys()) {
      const path = `${this.path}/participants/${encodeURIComponent(userId)}`
      const referrals = await this.api.ok('GET', `${path}/referrals?limit=100`)
      const own = [...this.model.referrals.values()].filter(({ advocate }) => advocate === userId)
      const shown = referrals.items
        .filter(({ state }: Body) => state !== 'refused')
        .map(({ friendUserId, state, reward }: Body) =>
          [friendUserId, state, reward.state, reward.amountMinor].join(' '),
        )
      const wanted = own.map((one) => [one.friend, one.state, one.reward, one.terms.rewardMinor].join(' '))
      assert.deepEqual(new Set(shown), new Set(wanted), `friends of ${userId}`)
      await this.compareStatement(userId, path)
    }
  }

  /** The movements of a statement add up to the balance that it is the statement of. */
  private async compareStatement(userId: string, path: string): Promise<void> {
    const { items } = await this.api.ok('GET', `${path}/transfers?limit=100`)
    const sum = (account: string) =>
      items.reduce(
        (all: number, { from, to, amountMinor }: Body) =>
          all + (to === account ? amountMinor : 0) - (from === account ? amountMinor : 0),
        0,
      )
    const { heldMinor, availableMinor, clearingMinor, paidMinor } = this.balances(userId)
    assert.deepEqual(
      ['held', 'available', 'clearing', 'paid'].map(sum),
      [heldMinor, availableMinor, clearingMinor, paidMinor],
      `statement of ${userId}`,
    )
  }
}

function only(body: Body, like: object): Body {
  return Object.fromEntries(Object.keys(like).map((key) => [key, body[key]]))
}

/** An announcement that changes nothing, or that a later one at the same instant replaces, tells nobody anything. */
function withoutRepeats(announced: readonly Body[], inForce: Body): Body[] {
  const last = announced.filter(({ at }, index) => announced[index + 1]?.at !== at)
  return last.filter(({ terms }, index) => !isDeepStrictEqual(terms, last[index - 1]?.terms ?? inForce))
}
