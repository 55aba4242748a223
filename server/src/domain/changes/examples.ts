/** An example of every kind of event, for the documents: made as real ones are, of a change. Pure. */
import { eventOf, type Event } from './event.js'
import type { Change } from './read.js'
import { kindOf, type ChangeType } from './types.js'

const ids = { change: '019b3f2a-5c00-7000-8000-000000000001', friend: '019b3f2a-5c00-7000-8000-000000000002' }
const reward = 'rwd_01kcznamw07000000000000003'
const appeal = 'apl_01kcznamw07000000000000006'
const payout = 'pay_01kcznamw07000000000000005'
const method = { kind: 'bkash', hint: '678' }
const provider = 'http:prv_01kcznamw07000000000000008'
const webhook = 'whk_01kcznamw07000000000000004'

/** What a kind says besides its participants: as its verb writes it. */
const samples: Partial<Record<ChangeType, Partial<Change>>> = {
  'link.stopped': { amountMinor: null, detail: { reports: 3 } },
  'link.restarted': { amountMinor: null },
  'link.reports_dismissed': { detail: { reports: 3 } },
  'referral.counted': { amountMinor: 2000n, friendAmountMinor: 1000n },
  'referral.pending': { amountMinor: 2000n, friendAmountMinor: 1000n },
  'referral.review': { amountMinor: 2000n, friendAmountMinor: 1000n },
  'referral.lapsed': { amountMinor: 2000n, friendAmountMinor: 1000n },
  'referral.refused': { reason: 'program_not_live' },
  'referral.reversed': { reason: 'same_device' },
  'reward.available': { amountMinor: 2000n, detail: { side: 'advocate', reward } },
  'reward.reversed': { amountMinor: 2000n, reason: 'same_device', detail: { side: 'advocate', reward } },
  'payout.requested': { amountMinor: 10_000n, detail: { payout, method } },
  'payout.paid': { detail: { payout, method } },
  'payout.failed': { detail: { payout, method } },
  'payout.rejected': { detail: { payout, method } },
  'payout.returned': { detail: { payout, method } },
  'difference.opened': {
    reason: 'statement_absent',
    detail: { difference: 'dif_01kcznamw07000000000000007', subject: payout },
  },
  'provider.balance_low': { amountMinor: 2_500_000n, detail: { provider, owedMinor: 2_640_000 } },
  'provider.balance_enough': { amountMinor: 12_500_000n, detail: { provider, owedMinor: 2_640_000 } },
  'veto.unanswered': { detail: { trouble: 'No answer from app.example.', noAnswer: 'hold' } },
  'payout_method.changed': { amountMinor: null, detail: { method } },
  'budget.funded': { amountMinor: 10_000_000n, detail: { reference: 'bank slip 1', budgetMinor: 10_000_000 } },
  'budget.low': { amountMinor: 1_998_000n, detail: { percent: 20, fundedMinor: 10_000_000 } },
  'budget.exhausted': { amountMinor: 0n, detail: { fundedMinor: 10_000_000 } },
  'country.closing': { detail: { country: 'BD' } },
  'country.settled': { detail: { country: 'BD' } },
  'appeal.opened': { detail: { appeal, reservedMinor: 2000 } },
  'appeal.upheld': { detail: { appeal } },
  'appeal.dismissed': { detail: { appeal } },
  'program.settled': { amountMinor: 1_000_000n },
  'program.launched': { detail: { state: 'live' } },
  'program.started': { detail: { state: 'live' } },
  'program.changed': { detail: { version: 2 } },
  'program.paused': { detail: { state: 'paused' } },
  'program.resumed': { detail: { state: 'live' } },
  'webhook.disabled': { reason: 'failing', detail: { webhook } },
  'webhook.gave_up': { detail: { webhook, event: 'evt_01kcznamw07000000000000001', tries: 10 } },
}

export function eventExample(type: ChangeType): Event {
  const { due, person, tells } = kindOf(type)
  const ofReferral = person === 'advocateUserId' || type.startsWith('reward.')
  const ofPerson = ofReferral || !/^(budget|program|country|webhook|difference|provider|veto)\./.test(type)
  const change: Change = {
    place: { turn: 0n, lsn: '0/0', id: ids.change },
    id: ids.change,
    type,
    participantId: ofPerson ? ids.friend : null,
    friendId: ofReferral ? ids.friend : null,
    userId: ofPerson ? 'u-1001' : null,
    friendUserId: ofReferral ? 'u-1002' : null,
    amountMinor: ofPerson && !ofReferral && tells.length > 0 ? 10_000n : null,
    friendAmountMinor: null,
    dueAt: due === undefined ? null : new Date('2026-12-07T09:00:00Z'),
    reason: null,
    detail: {},
    changedAt: new Date('2026-11-30T09:00:00Z'),
    ...samples[type],
  }
  return eventOf(change, { currency: 'BDT', timeZone: 'Asia/Dhaka', slug: 'golpo' })
}
