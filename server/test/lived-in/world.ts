/**
 * Ninety days of a test program, lived over the public API: quiet weeks, a dead week, bursts, refusals for every reason,
 * appeals, reversals, cash-outs in every state, a country that ended, terms that changed. A seed gives the same world again,
 * except for ids and for what the machine's timing decides.
 */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { foldClicks } from '../../src/domain/clicks/fold.js'
import { workOnReconciliation } from '../../src/domain/payouts/reconcile/work.js'
import { sweepProgram } from '../../src/domain/sweeps/sweep.js'
import { WebhookSender } from '../../src/domain/webhooks/sender.js'
import { decisionReasonSchema } from '../../src/domain/reasons/signup-reasons.js'
import type { Body, TestProgram } from '../support/api.js'
import type { TestApp } from '../support/app.js'

import { startAskedApp } from '../fraud/asked-app.js'
import { openPortal } from '../support/portal.js'
import { report } from '../support/reports.js'
import { startReceiver } from '../webhooks/receiver.js'
import { inBatches, People } from './people.js'
import { CashOuts, payByFile } from './payouts.js'
import { Random } from './random.js'

export const livedIn = 'golpo'
const days = 90
const daySeconds = 86_400
const autoApproveMaxMinor = 20_000
const minimumMinor = 10_000

type Ending = Pick<TestContext, 'after'>

export async function live(t: Ending, app: TestApp, seed: number): Promise<void> {
  const world = new World(t, app, new Random(seed))
  await world.begin()
  for (let day = 1; day <= days; day++) await world.live(day)
  await world.finish()
}

class World {
  private readonly t: Ending
  private readonly app: TestApp
  private readonly random: Random
  private readonly program: TestProgram = { slug: livedIn }
  private readonly people: People
  private readonly cashOuts: CashOuts
  private isRefilled = false

  constructor(t: Ending, app: TestApp, random: Random) {
    this.t = t
    this.app = app
    this.random = random
    this.people = new People(app, this.program, random)
    this.cashOuts = new CashOuts(app, this.program, random)
  }

  private get base(): string {
    return `/v1/programs/${livedIn}`
  }

  async begin(): Promise<void> {
    const { app } = this
    await app.liveProgram(terms(), 2_000_000)
    await this.people.addMembers()
    await this.people.join(60)
    for (const name of ['the app', 'reports', 'an old one']) await app.ok('POST', `${this.base}/keys`, { name })
    const { items } = await app.ok('GET', `${this.base}/keys`)
    await app.ok('DELETE', `${this.base}/keys/${items[0].id}`)
    for (const role of ['owner', 'finance', 'support']) {
      await app.ok('POST', '/v1/team/invitations', { email: `${role}@golpo.example`, program: null, role })
    }
    await app.draftProgram({ slug: 'next-year', name: { bn: 'আগামী বছর', en: 'Next year' } })
  }

  async live(day: number): Promise<void> {
    const { people } = this
    const count = accountsOf(day, this.random)
    if (count > 0) {
      await people.join(Math.ceil(count * 0.4))
      await people.click(Math.ceil(count * 1.5), day)
      await people.open(count, day)
    }
    await people.act(day)
    await this.happen(day)
    if (day % 5 === 0 && day > 10 && count > 0) await this.cashOuts.ask(6, minimumMinor)
    if (day % 7 === 0) await this.cashOuts.decide(0.7)
    await this.app.advance(this.program, daySeconds)
  }

  /** What happens on one day of the ninety and no other. */
  private async happen(day: number): Promise<void> {
    const { app, base } = this
    const isEmpty = this.people.refused.some(({ decision }) => decision.reason === 'budget_exhausted')
    if (isEmpty && !this.isRefilled) {
      this.isRefilled = true
      await app.fund(this.program, 6_000_000, 'second round')
    }
    if (day === 12) await this.reverseRing()
    if (day === 13) await this.suspect()
    if (day === 16) await this.ask()
    if (day === 22) await this.appeal()
    if (day === 25) await app.ok('PATCH', base, { rewardMinor: 2500 })
    if (day === 36) await this.pauseForADay()
    if (day === 40) await this.stopLinks()
    if (day === 47) await this.askForMissing()
    if (day === 58) await app.ok('PATCH', base, { rewardMinor: 2000 })
    if (day === 65) await this.reversePaid()
    if (day === 66) await app.fund(this.program, 1_500_000, 'third round')
    if (day === 68) await this.leave()
    if (day === 70) await app.ok('POST', `${base}/close`, { country: 'NP' })
    if (day === 80) await this.appeal()
    if (day === 88) await app.ok('PATCH', base, { holdDays: 10 })
  }

  private async reverseRing(): Promise<void> {
    const ruling = { reason: 'a ring of accounts', code: 'suspected_abuse' }
    for (const { decision } of this.people.counted.splice(0, 3)) {
      const path = `${this.base}/referrals/${decision.referral.id}/reverse`
      const { state, reason } = await this.app.ok('POST', path, ruling)
      assert.deepEqual([state, reason], ['reversed', 'suspected_abuse'])
    }
  }

  /**
   * Eight accounts with throw-away addresses are opened within seconds of their clicks. Two come from emulated phones and
   * are refused; the others wait for a person, who confirms one, clears one and leaves four.
   */
  private async suspect(): Promise<void> {
    const { app, base, program } = this
    const [, , , , , , fast] = this.people.advocates
    assert.ok(fast)
    for (let friend = 1; friend <= 8; friend++) {
      const { outcome, reason, referral } = await app.signup(program, {
        userId: `in-a-hurry-${friend}`,
        clickId: await app.click(program, fast.code),
        country: 'BD',
        birthYear: 1990,
        identities: {
          phone: `019200${friend}0${friend}00`,
          email: `${'abcdefgh'.repeat(friend)}@mailinator.com`,
          device: `in-a-hurry-${friend}`,
        },
        context: { integrity: friend <= 2 ? 'emulator' : null },
      })
      if (friend <= 2) assert.deepEqual([outcome, reason], ['refused', 'suspected_abuse'])
      else assert.equal(referral.state, 'review')
    }
    const { items } = await app.ok('GET', `${base}/reviews`)
    const own = items.find(({ advocateUserId }: Body) => advocateUserId === fast.userId)
    assert.ok(own, 'the friends of the fast advocate are in review')
    const review = `${base}/reviews/${own.id}`
    const [confirmed, cleared] = (await app.ok('GET', review)).people
    await app.ok('POST', `${review}/confirm`, { reason: 'one phone, many accounts', referral: confirmed.referral })
    await app.ok('POST', `${review}/clear`, { reason: 'seen at the counter', referral: cleared.referral })
  }

  /** For a day the app is asked first: it declines two friends, and gives no answer about a third. */
  private async ask(): Promise<void> {
    const { app, base, program } = this
    const [, , , , , , , advocate] = this.people.advocates
    assert.ok(advocate)
    const asked = await startAskedApp(this.t)
    const { secret } = await app.ok('PUT', `${base}/veto`, { url: asked.url, at: ['signup'], noAnswer: 'hold' })
    asked.secrets = secret
    asked.react = ({ data: { userId } }) =>
      userId.endsWith('1') ? true : userId.endsWith('4') ? (response) => response.writeHead(503).end() : false
    const states: string[] = []
    for (let friend = 1; friend <= 4; friend++) {
      const { reason, referral } = await app.signup(program, {
        userId: `asked-about-${friend}`,
        code: advocate.code,
        country: 'BD',
        birthYear: 1992,
        identities: { phone: `0195${friend}00${friend}0${friend}0`, device: `asked-about-${friend}` },
      })
      states.push(reason ?? referral.state)
    }
    assert.deepEqual(states, ['counted', 'declined_by_app', 'declined_by_app', 'review'])
    await app.ok('DELETE', `${base}/veto`)
  }

  /** After their advocates cashed out: what has left is a loss. */
  private async reversePaid(): Promise<void> {
    for (const userId of [...this.cashOuts.paidTo].slice(-3)) {
      const { items } = await this.app.ok('GET', `${this.base}/participants/${userId}/referrals?limit=100`)
      const counted = items.filter((one: Body) => one.state === 'counted').slice(0, 6)
      for (const { id } of counted) {
        await this.app.ok('POST', `${this.base}/referrals/${id}/reverse`, { reason: 'one person with many phones' })
      }
    }
  }

  /** Twelve friends say that they are new: three are believed, three are not, and six wait. */
  private async appeal(): Promise<void> {
    const { app, base } = this
    const all = this.people.refused.filter(({ decision }) => decision.reason !== 'budget_exhausted').slice(-12)
    for (const [index, { decision }] of all.entries()) {
      const { id } = await app.ok('POST', `${base}/referrals/${decision.referral.id}/appeal`, {
        text: 'আমি নতুন, এই ফোনটা ভাইয়ের।',
      })
      if (index < 3)
        await app.ok('POST', `${base}/referrals/${decision.referral.id}/count`, { reason: 'the brother confirmed it' })
      else if (index < 6) await app.ok('POST', `${base}/appeals/${id}/dismiss`, { reason: 'the account is of 2019' })
    }
  }

  private async pauseForADay(): Promise<void> {
    await this.app.ok('POST', `${this.base}/pause`)
    await this.people.open(6, 36)
    await this.app.advance(this.program, 3600)
    await this.app.ok('POST', `${this.base}/resume`)
  }

  private async stopLinks(): Promise<void> {
    const { app, base, program } = this
    const [, stopped, restarted, dismissed, reported] = this.people.advocates
    assert.ok(stopped && restarted && dismissed && reported)
    for (const one of [stopped, restarted, dismissed, reported]) await report(app, program, one, 'false_promise', 3)
    await report(app, program, reported, 'unwanted', 2)
    const why = { reason: 'it promises 5,000 taka a friend' }
    const linkOf = ({ userId }: { userId: string }) => `${base}/participants/${userId}`
    await app.ok('POST', `${linkOf(stopped)}/link/stop`, why)
    await app.ok('POST', `${linkOf(restarted)}/link/stop`, why)
    await app.ok('POST', `${linkOf(restarted)}/link/restart`, { reason: 'the post was taken down' })
    await app.ok('POST', `${linkOf(dismissed)}/link-reports/dismiss`, { reason: 'a rival wrote them' })
    for (let friend = 1; friend <= 3; friend++) {
      const identities = { phone: `0191000000${friend}`, device: `stopped-${friend}` }
      const signup: Body = {
        userId: `by-a-stopped-link-${friend}`,
        code: stopped.code,
        country: 'BD',
        birthYear: 1990,
        identities,
      }
      assert.equal((await app.signup(program, signup)).reason, 'link_stopped')
    }
  }

  private async askForMissing(): Promise<void> {
    for (const [index, { userId }] of this.people.advocates.slice(5, 13).entries()) {
      const portal = await openPortal(this.app, this.program, userId)
      const friend = index % 2 === 0 ? this.people.advocates[index + 20]?.phone : '01555000111'
      await portal.ok('POST', '/missing-friend', { came: index % 3 === 0 ? 'code' : 'link', opened: 'lately', friend })
    }
    const { items } = await this.app.ok('GET', `${this.base}/missing-friends`)
    for (const { id } of items.slice(0, 3)) {
      await this.app.ok('POST', `${this.base}/missing-friends/${id}/resolve`, { note: 'an account of 2021' })
    }
  }

  /** One leaves, one asks to be forgotten and is, for nothing of theirs waits. */
  private async leave(): Promise<void> {
    const last = this.people.advocates.at(-1)
    const [leaving] = this.people.advocates.slice(30)
    assert.ok(last && leaving)
    await this.app.ok('POST', `${this.base}/participants/${leaving.userId}/leave`)
    await this.app.ok('POST', `${this.base}/participants/${last.userId}/erasure`)
  }

  async finish(): Promise<void> {
    const { app, base } = this
    await this.makeSomeWait()
    await payByFile(app, (slug) => this.reconcile(slug))
    await this.deliver()
    await app.ok('POST', `${base}/reconciliations`)
    await this.reconcile(livedIn)
    await this.refuseCalls()
    await this.fold()
    const veto = { url: 'https://app.golpo.example/bondhu/questions', at: ['release'], noAnswer: 'allow' }
    await app.ok('PUT', `${base}/veto`, veto)
    await this.check()
  }

  /** The last day is in the middle: money is on its way, and somebody has to decide. */
  private async makeSomeWait(): Promise<void> {
    await this.people.open(20, days)
    await this.cashOuts.ask(8, minimumMinor)
    // Above the limit a person approves.
    await this.cashOuts.ask(3, autoApproveMaxMinor + 1)
    const { items } = await this.app.ok('GET', `${this.base}/payouts?state=paid&limit=1`)
    const browser = await openPortal(this.app, this.program, items[0].userId)
    await browser.ok('POST', '/card')
  }

  private async reconcile(slug: string): Promise<void> {
    await workOnReconciliation(this.app.service.context, await this.app.service.programs.get(slug))
  }

  /** Two addresses hear of some changes again: one takes them, one fails. */
  private async deliver(): Promise<void> {
    const { app, base } = this
    const since = new Date(Date.now() - 3_600_000).toISOString()
    for (const status of [200, 500]) {
      const { url } = await startReceiver(this.t, status)
      const { id } = await app.ok('POST', `${base}/webhooks`, {
        url,
        types: ['payout.paid', 'payout.failed', 'program.paused'],
      })
      await app.ok('POST', `${base}/webhooks/${id}/replay`, { since })
    }
    const program = await app.service.programs.get(livedIn)
    const sender = new WebhookSender(
      app.service.context,
      async () => program,
      (error) => {
        throw error
      },
    )
    for (let look = 0; look < 20; look++) {
      await sender.start()
      await sender.idle()
      await sleep(25)
    }
    await sender.stop()
  }

  /** What a program under way does by itself is done here at once: clicks are folded minutes later. */
  private async fold(): Promise<void> {
    const { context, programs } = this.app.service
    const later = { ...context, clock: { nowMs: () => Date.now() + 600_000 } }
    for (const slug of [livedIn, 'golpo-by-file']) {
      const program = await programs.get(slug)
      while ((await foldClicks(later, program)) > 0);
      await sweepProgram(context, program)
    }
  }

  private async refuseCalls(): Promise<void> {
    const { app, base } = this
    const { secret } = await app.ok('POST', `${base}/keys`, { name: 'a new developer' })
    const wrong = [{ userId: '' }, { userId: 'x', identities: { phone: '12' } }, { user: 'x' }]
    await inBatches(wrong, async (body) => {
      const { status } = await app.call('POST', `${base}/signups`, body, { authorization: `Bearer ${secret}` })
      assert.equal(status, 422)
    })
  }

  /** A world in which something never happened would hide what goes wrong with it. */
  private async check(): Promise<void> {
    const { reasons } = await this.app.stats(this.program)
    const absent = decisionReasonSchema.options.filter((reason) => !reasons[reason])
    assert.deepEqual(absent, [], 'reasons for which nobody was refused')
    await this.app.assertLedger(this.program)
  }
}

function terms(): Body {
  return {
    slug: livedIn,
    rewardMinor: 2000,
    friendRewardMinor: 1000,
    minimumPayoutMinor: minimumMinor,
    countries: ['BD', 'IN', 'NP'],
    minimumAge: 13,
    requires: ['phone'],
    attributionWindowDays: 7,
    lateCodeHours: 72,
    caps: { perAdvocatePerDay: null, perAdvocateTotal: 60 },
    payouts: { autoApproveMaxMinor },
    endsAt: new Date(Date.now() + 150 * daySeconds * 1000).toISOString(),
  }
}

/** How many accounts are opened on a day. */
function accountsOf(day: number, random: Random): number {
  if (day >= 49 && day <= 55) return 0
  if ((day >= 28 && day <= 34) || day >= 85) return 1 + random.below(3)
  if (day === 14 || day === 60 || day === 75) return 220
  return 14 + random.below(22)
}
