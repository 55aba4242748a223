/** An event on the wire, and what its `data` holds for each type. The types of the SDK are generated from it. */
import * as z from 'zod'
import { changeTypes, type ChangeType } from '../../domain/changes/types.js'
import { textView } from '../../schema.js'

export const eventView = z.object({
  id: z.string(),
  type: z.enum(changeTypes),
  timestamp: z.string().describe("The program's own time"),
  program: z.string(),
  audiences: z.array(z.enum(['operator', 'advocate', 'friend'])).describe('Who it concerns'),
  data: z.record(z.string(), z.unknown()).describe('By type: see docs/webhooks.md'),
  messages: z
    .array(
      z.object({
        audience: z.enum(['advocate', 'friend']),
        userId: z.string().nullable().describe('Null: everybody who has joined'),
        ...textView.shape,
      }),
    )
    .describe('Sentences for people, ready for a push or text message'),
})

const code = z.string().describe('From a closed set; a newer service may send others')
const instant = z.string()
const person = z.object({ userId: z.string() })
const money = { amountMinor: z.int(), currency: z.string() }
const pair = z.object({ advocateUserId: z.string(), friendUserId: z.string(), referral: z.string() })
const worth = pair.extend({ ...money, friendAmountMinor: z.int().optional() })
const reward = person.extend({
  ...money,
  friendUserId: z.string(),
  referral: z.string(),
  side: z.enum(['advocate', 'friend']),
  reward: z.string(),
})
const method = z.object({ kind: z.string(), hint: z.string() })
const payout = person.extend({ ...money, payout: z.string(), method })
const unpaid = payout.extend({ reason: code.optional(), takenBackMinor: z.int().optional() })
const reported = person.extend({ reports: z.int() })
const state = z.object({ state: z.string() })
const balance = z.object({ ...money, provider: z.string(), owedMinor: z.int() })

export const eventDataViews = {
  'participant.joined': person,
  'participant.left': person,
  'participant.returned': person,
  'participant.erased': person,
  'link.stopped': reported,
  'link.restarted': person,
  'link.reports_dismissed': reported,
  'referral.counted': worth.extend({
    availableAt: instant,
    afterLapse: z.boolean().optional(),
    afterReview: z.boolean().optional(),
  }),
  'referral.pending': worth.extend({ expiresAt: instant }),
  'referral.review': worth.extend({ dueAt: instant.optional(), reason: code.optional() }),
  'referral.refused': pair.extend({ reason: code }),
  'appeal.opened': pair.extend({ appeal: z.string(), reservedMinor: z.int() }),
  'appeal.upheld': pair.extend({ appeal: z.string() }),
  'appeal.dismissed': pair.extend({ appeal: z.string(), reason: code.optional() }),
  'referral.lapsed': worth,
  'referral.reversed': pair.extend({ reason: code }),
  'reward.available': reward,
  'reward.reversed': reward.extend({ reason: code, lossMinor: z.int().optional() }),
  'payout.requested': payout,
  'payout.paid': payout,
  'payout.failed': unpaid,
  'payout.rejected': unpaid,
  'payout.returned': unpaid,
  'difference.opened': z.object({ reason: code, difference: z.string(), subject: z.string() }),
  'provider.balance_low': balance,
  'provider.balance_enough': balance,
  'payout_method.changed': person.extend({ usableAt: instant, method }),
  'veto.unanswered': z.object({ trouble: z.string(), noAnswer: z.string() }),
  'veto.answered': z.object({}),
  'budget.funded': z.object({ ...money, reference: z.string(), budgetMinor: z.int() }),
  'budget.low': z.object({ ...money, percent: z.int(), fundedMinor: z.int() }),
  'budget.exhausted': z.object({ ...money, fundedMinor: z.int() }),
  'program.launched': state,
  'program.started': state,
  'program.changed': z.object({ effectiveAt: instant, version: z.int() }),
  'program.paused': state,
  'program.resumed': state,
  'program.closing': z.object({ clicksCountUntil: instant }),
  'program.settled': z.object(money),
  'country.closing': z.object({ clicksCountUntil: instant, country: z.string() }),
  'country.settled': z.object({ country: z.string() }),
  'webhook.disabled': z.object({ reason: code, webhook: z.string() }),
  'webhook.gave_up': z.object({ webhook: z.string(), event: z.string(), tries: z.int() }),
} as const satisfies Readonly<Record<ChangeType, z.ZodObject>>
