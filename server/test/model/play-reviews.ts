/** The steps about friends whom people look at: decided, appealed, answered. */
import assert from 'node:assert/strict'
import { rules } from '../../src/domain/fraud/rules/registry.js'
import type { Body, TestProgram } from '../support/api.js'
import type { ReviewCommand } from './commands.js'
import type { Model } from './model.js'
import { userName } from './spellings.js'
import type { StillApi } from './still-app.js'

/** One rule is on, so that it is known who is a suspect: an emulated phone leads to a review, and to no refusal. */
export const onlyEmulators: Body = {
  reviewFrom: 20,
  refuseFrom: 100,
  rules: Object.fromEntries(rules.map(({ name }) => [name, { mode: name === 'emulator' ? 'on' : 'off' }])),
}

export class PlayReviews {
  private readonly api: StillApi
  private readonly path: string
  private readonly model: Model
  /** Of each friend who appealed. */
  private readonly appeals = new Map<string, string>()

  constructor(api: StillApi, { slug }: TestProgram, model: Model) {
    this.api = api
    this.path = `/v1/programs/${slug}`
    this.model = model
  }

  /** @param referral undefined if the account came by nobody */
  async step({ does, user, yes }: ReviewCommand, referral: string | undefined): Promise<void> {
    const friend = userName(user)
    // The model keeps no referral of those who were refused.
    if (referral === undefined || !this.model.referrals.has(friend)) return
    if (does === 'review') await this.decide(friend, referral, yes)
    else if (does === 'appeal') await this.appeal(friend, referral)
    else if (yes) await this.count(friend, referral)
    else await this.dismiss(friend)
  }

  private async decide(friend: string, referral: string, isAbuse: boolean): Promise<void> {
    const review = await this.api.reviewOf(referral)
    const taken = this.model.reviews.decide(friend, isAbuse ? 'confirmed' : 'cleared')
    if (review === undefined) return assert.equal(taken, false, `${friend} was never in review`)
    const path = `${this.path}/reviews/${review}/${isAbuse ? 'confirm' : 'clear'}`
    const { status, body } = await this.api.call('POST', path, { reason: 'looked into it', referral })
    assert.equal(status, taken ? 200 : 409, JSON.stringify(body))
  }

  private async appeal(friend: string, referral: string): Promise<void> {
    const taken = this.model.reviews.appeal(friend)
    const { status, body } = await this.api.call('POST', `${this.path}/referrals/${referral}/appeal`, { text: 'why?' })
    assert.equal(status < 300, taken, JSON.stringify(body))
    if (taken) this.appeals.set(friend, body.id)
  }

  private async count(friend: string, referral: string): Promise<void> {
    const expected = this.model.reviews.countAgain(friend)
    const { status, body } = await this.api.call('POST', `${this.path}/referrals/${referral}/count`, {
      reason: 'believed',
    })
    if (expected === 'counted') assert.deepEqual([status, body.state], [200, 'counted'])
    else assert.deepEqual([status, body.code], [409, expected === 'conflict' ? 'referral_state_conflict' : expected])
  }

  private async dismiss(friend: string): Promise<void> {
    const appeal = this.appeals.get(friend)
    const isOpen = this.model.reviews.dismiss(friend)
    if (appeal === undefined) return assert.equal(isOpen, false)
    const { status } = await this.api.call('POST', `${this.path}/appeals/${appeal}/dismiss`, { reason: 'not believed' })
    if (isOpen) assert.equal(status, 200)
  }
}
