/** Plays what happens to money that was earned, and compares every place that shows a program's money. */
import assert from 'node:assert/strict'
import type { Api, Body, TestProgram } from '../support/api.js'
import type { Wallet } from './cash-outs.js'
import type { Command } from './commands.js'
import type { Model } from './model.js'
import type { MoneyCommand } from './money-commands.js'
import type { PlayTeam } from './play-team.js'
import { userName } from './spellings.js'
import { personOf } from './team.js'

const verbs = new Set<string>(['method', 'cashOut', 'approve', 'reject', 'settle', 'reverse'])
export function isAboutMoney(command: Command): command is MoneyCommand {
  return verbs.has(command.does)
}

/** Everybody has wallets of their own, one for each thing that the sandbox does. */
function account(user: number, wallet: Wallet): Body {
  return { kind: 'bkash', account: `+8801999${wallet}${String(user).padStart(5, '0')}` }
}

export class PlayMoney {
  private readonly api: Api
  private readonly team: PlayTeam
  private readonly program: TestProgram
  private readonly path: string
  private readonly model: Model
  /** In the order of the model's. */
  private readonly ids: string[] = []

  constructor(api: Api, program: TestProgram, model: Model, team: PlayTeam) {
    this.api = api
    this.team = team
    this.program = program
    this.path = `/v1/programs/${program.slug}`
    this.model = model
  }

  async step(command: MoneyCommand, referralOf: (friend: string) => string | undefined): Promise<void> {
    switch (command.does) {
      case 'method':
        return this.method(command.user, command.wallet)
      case 'cashOut':
        return this.cashOut(command)
      case 'reverse':
        return this.reverse(command, referralOf)
      case 'approve':
      case 'reject':
      case 'settle':
        return this.rule(command)
    }
  }

  private async method(user: number, wallet: Wallet): Promise<void> {
    const path = `${this.path}/participants/${encodeURIComponent(userName(user))}/payout-method`
    const { status } = await this.api.call('PUT', path, account(user, wallet))
    const known = this.model.accounts.has(userName(user))
    assert.equal(status, known ? 200 : 404, 'an account is put on file for who is known')
    if (known) this.model.cashOuts.setMethod(userName(user), wallet)
  }

  private async cashOut({ user, key, amountMinor: wanted }: Extract<MoneyCommand, { does: 'cashOut' }>): Promise<void> {
    const userId = userName(user)
    // With nothing to take all of, a cash-out is refused.
    const amountMinor = wanted === 'all' ? this.model.accounts.get(userId)?.availableMinor || 1000 : wanted
    const answer = await this.api.call(
      'POST',
      `${this.path}/participants/${encodeURIComponent(userId)}/payouts`,
      { amountMinor },
      { 'idempotency-key': `key-${key}` },
    )
    const expected = this.model.cashOuts.request(userId, `key-${key}`, amountMinor)
    if ('refusals' in expected) {
      assert.ok(
        expected.refusals.includes(answer.body.code),
        `${answer.body.code}, not ${expected.refusals.join(', ')}`,
      )
      return
    }
    const { made, payout } = expected
    assert.equal(answer.status, made ? 201 : 200, JSON.stringify(answer.body))
    if (made) this.ids.push(answer.body.id)
    assert.equal(answer.body.id, this.ids[this.model.cashOuts.all.indexOf(payout)], 'the same key, the same cash-out')
    assert.equal(answer.body.amountMinor, amountMinor)
    if (made) assert.equal(answer.body.state, payout.state)
  }

  private async rule(command: Extract<MoneyCommand, { does: 'approve' | 'reject' | 'settle' }>): Promise<void> {
    const { cashOuts } = this.model
    const index = cashOuts.all.length - 1 - (command.payout % Math.max(1, cashOuts.all.length))
    const payout = cashOuts.all[index]
    if (payout === undefined) return
    const reason = { reason: 'by chance' }
    const path = `${this.path}/payouts/${this.ids[index]}/${command.does}`
    const body = {
      approve: undefined,
      reject: reason,
      settle: { ...reason, outcome: command.does === 'settle' ? command.outcome : 'failed' },
    }[command.does]
    const hand = this.team.hand(command.by)
    if (await this.team.refused(hand, 'payouts:approve', 'POST', path, body)) return
    const done = {
      approve: () => cashOuts.approve(payout, personOf(hand)),
      reject: () => cashOuts.reject(payout),
      settle: () => cashOuts.settle(payout, command.does === 'settle' ? command.outcome : 'failed'),
    }[command.does]()
    const answer = await this.team.call(hand, 'POST', path, body)
    assert.equal(answer.status, done ? 200 : 409, `${command.does}: ${JSON.stringify(answer.body)}`)
    if (!done) assert.equal(answer.body.code, 'payout_state_conflict')
    else assert.equal(answer.body.state, payout.state)
    const { approvedBy } = payout
    if (
      done &&
      command.does === 'approve' &&
      this.model.team.operators.some(({ person, removed }) => removed && approvedBy.has(person))
    )
      this.model.meet('the approval of a removed person counts')
    if (done && payout.state === 'requested') assert.equal(answer.body.approvals.given, payout.approvedBy.size)
  }

  private async reverse(
    { referral: number, by }: Extract<MoneyCommand, { does: 'reverse' }>,
    referralOf: (friend: string) => string | undefined,
  ): Promise<void> {
    const friends = [...this.model.referrals.keys()]
    const friend = friends[friends.length - 1 - (number % Math.max(1, friends.length))]
    if (friend === undefined) return
    const path = `${this.path}/referrals/${referralOf(friend)}/reverse`
    const reason = { reason: 'by chance' }
    const hand = this.team.hand(by)
    if (await this.team.refused(hand, 'rewards:write', 'POST', path, reason)) return
    const { status, body } = await this.team.call(hand, 'POST', path, reason)
    assert.equal(status, this.model.overrule(friend) ? 200 : 409, JSON.stringify(body))
  }

  /** After time has passed: what the providers made of each cash-out, and what of it went back to the budget. */
  async sweep(): Promise<void> {
    const { cashOuts } = this.model
    if (cashOuts.all.length === 0) return
    const { items } = await this.api.ok('GET', `${this.path}/payouts?limit=100`)
    const seen = new Map<string, Body>(items.map((item: Body) => [item.id, item]))
    const byPayout = new Map(cashOuts.all.map((payout, index) => [payout, seen.get(this.ids[index] ?? '')]))
    cashOuts.sweep((payout) => byPayout.get(payout)?.state)
    // Of two of one person that come back at once either may be the first.
    for (const userId of new Set(cashOuts.all.map((payout) => payout.userId))) {
      const own = [...byPayout].filter(([payout]) => payout.userId === userId)
      const sum = (amounts: number[]) => amounts.reduce((all, one) => all + one, 0)
      assert.equal(
        sum(own.map(([, shown]) => shown?.takenBackMinor ?? 0)),
        sum(own.map(([payout]) => payout.takenBackMinor)),
        `what ${userId} gave back`,
      )
    }
  }

  /** The overview says what the statistics say, and both add up. */
  async compareOverview(): Promise<void> {
    const { money } = await this.api.ok('GET', `${this.path}/overview`)
    const all = this.model.statistics()
    const { fundedMinor, budgetMinor, returnedMinor, reservedMinor, clearingMinor, paidMinor, lossMinor } = all
    const [heldMinor, availableMinor] = [all.rewardsHeldMinor, all.rewardsAvailableMinor]
    const parts = { reservedMinor, heldMinor, availableMinor, clearingMinor, paidMinor, lossMinor }
    const promisedMinor = Object.values(parts).reduce((sum, part) => sum + part, 0)
    const expected = { fundedMinor, promisedMinor, budgetMinor, returnedMinor, ...parts }
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((key) => [key, money[key]])), expected, 'overview')
    assert.equal(fundedMinor, promisedMinor + budgetMinor + returnedMinor, 'set aside is promised, left and returned')
    for (const part of Object.values(expected)) assert.ok(part >= 0, JSON.stringify(expected))
  }

  /** Its page is kept for fifteen seconds, and the clock stands still: it is looked at once, at the end. */
  async comparePage(): Promise<void> {
    const response = await fetch(`${this.api.url}/p/${this.program.slug}?lang=en`)
    if (this.model.state === 'draft') return assert.equal(response.status, 404)
    const page = await response.text()
    const shown = (label: string) => {
      const before = `${label}\\s*(?:<small>[^<]*</small>)?\\s*`
      const text = new RegExp(`${before}(?:</th>\\s*<td[^>]*>|</h2>\\s*<p class="sum[^"]*">)৳([0-9,.]+)<`).exec(
        page,
      )?.[1]
      return text === undefined ? 0 : Math.round(Number(text.replaceAll(',', '')) * 100)
    }
    const { fundedMinor, budgetMinor, returnedMinor, paidMinor, lossMinor } = this.model.statistics()
    const promisedMinor = fundedMinor - budgetMinor - returnedMinor - paidMinor - lossMinor
    assert.deepEqual(
      ['Set aside for the offer', 'Received by people', 'Promised', 'Lost', 'Left', 'Gone back to the organizer'].map(
        shown,
      ),
      [fundedMinor, paidMinor, promisedMinor, lossMinor, budgetMinor, returnedMinor],
      'the page of the program',
    )
  }

  /** How each cash-out ended. */
  ends(): string[] {
    const { cashOuts } = this.model
    const lost = cashOuts.losses().lossMinor > 0 ? ['with a shortfall'] : []
    return [
      ...lost,
      ...cashOuts.all.map(({ state }) => `cash-out ${state}`),
      ...cashOuts.all.filter(({ takenBackMinor }) => takenBackMinor > 0).map(() => 'cash-out taken back'),
    ]
  }
}
