/** The portal's answers: what its screens show and nothing more. Friends are numbers here. */
import * as z from 'zod'
import { missingAnswers } from '../../domain/portal/friends.js'
import { logoPath } from '../pages/page-paths.js'
import type { Visitor } from './route.js'
import type { MaskedAccounts } from '../../domain/portal/accounts.js'
import type { Day } from '../../domain/portal/days.js'
import { obstacles } from '../../domain/portal/sharing.js'
import type { Invitation, PortalStanding } from '../../domain/portal/standing.js'
import { awaitedOfErasure } from '../../domain/participants/erase.js'
import { methodKinds } from '../../domain/standing/method-kinds.js'
import { failureMessage } from '../../domain/reasons/payout-failures.js'
import type { Payout } from '../../domain/payouts/core/read.js'
import { endOf } from '../../domain/standing/outlook.js'
import { payoutStates } from '../../domain/payouts/core/states.js'
import type { Program } from '../../domain/standing/find.js'
import type { Terms } from '../../domain/standing/terms.js'
import { isRefusal, refusals } from '../../domain/reasons/signup-reasons.js'
import { toWire } from '../../ids.js'
import { textView, writtenView } from '../../schema.js'
import { balancesView, linkOf, referralState, viewBalances } from '../common/views.js'

const amount = z.bigint().describe('Minor units (poisha)')
const instant = z.date()

const methodView = z.object({
  kind: z.enum(methodKinds),
  masked: z.string().describe('The first and last digits of the account, for its owner: `017•••••678`'),
})

export const payoutItemView = z.object({
  id: z.string(),
  state: z.enum(payoutStates),
  amountMinor: amount,
  takenBackMinor: amount.describe(
    'The part of returned money that went back to the offer, for a friend who does not count',
  ),
  method: methodView,
  requestedAt: instant,
  settledAt: instant.nullable(),
  reference: z.string().nullable().describe('The id that the provider gave the payment'),
  message: textView.nullable().describe('Why the money did not arrive, for this person'),
})

export const payoutsView = z.object({
  items: z.array(payoutItemView),
  nextCursor: z.string().nullable(),
  usualMinutes: z
    .int()
    .nullable()
    .describe(
      'How long eight of ten of the latest cash-outs to this kind of account took; null if too few arrived, or if a person approves some',
    ),
})

export function viewPayoutItem(payout: Payout, accounts: MaskedAccounts): z.input<typeof payoutItemView> {
  const { id, state, amountMinor, takenBackMinor, kind, requestedAt, settledAt, providerReference } = payout
  const message = failureMessage(payout) ?? null
  const item = { id: toWire('pay', id), state, amountMinor, takenBackMinor, method: viewMethod(kind, accounts.get(id)) }
  return { ...item, requestedAt, settledAt, reference: providerReference, message }
}

function viewMethod(kind: Payout['kind'], masked = ''): z.input<typeof methodView> {
  return { kind, masked }
}

export const offerView = z.object({
  name: writtenView,
  appName: writtenView.nullable(),
  shareText: writtenView.nullable().describe('What the advocate says about the app'),
  logo: z.string().nullable().describe('The address of the picture'),
  currency: z.string(),
  timeZone: z.string(),
  rewardMinor: amount,
  friendRewardMinor: amount,
  holdDays: z.int(),
  minimumPayoutMinor: amount,
  lateCodeHours: z.int(),
  qualifyingEvent: z.object({ name: z.string(), withinDays: z.int(), label: writtenView.nullable() }).nullable(),
  startsAt: instant,
  endsAt: instant,
  organization: z.object({
    name: z.string(),
    contact: z.string(),
    termsUrl: z.string().nullable(),
    privacyUrl: z.string().nullable(),
  }),
})

export const invitationView = z.object({
  outcome: z.enum(['referred', 'organic', 'refused']),
  reason: z.string().nullable().describe('A code of the published reasons'),
  message: textView.nullable().describe('The reason as a sentence for this person'),
  state: referralState.nullable(),
  until: instant.nullable().describe('Until when an awaited action counts'),
  rewardMinor: amount.nullable().describe("This person's own bonus"),
  heldUntil: instant.nullable().describe('Until when the bonus is held'),
  appeal: z
    .object({ state: z.enum(['open', 'upheld', 'dismissed']), openedAt: instant })
    .nullable()
    .describe('This person’s appeal against a refusal'),
  mayAppeal: z.boolean().describe('Whether a refusal can still be appealed'),
})

export const standingView = z.object({
  program: z.object({ slug: z.string(), mode: z.enum(['test', 'live']), page: z.string() }),
  now: instant.describe("The program's own time"),
  visit: z.object({ endsAt: instant, cashOutUntil: instant, returnUrl: z.string().nullable() }),
  offer: offerView,
  name: z
    .object({ text: z.string(), shown: z.boolean() })
    .nullable()
    .describe('This person’s name, and whether friends see it; null if the app sent none'),
  code: z.string().nullable(),
  link: z.string().nullable(),
  balances: balancesView,
  release: z.object({ firstAt: instant, lastAt: instant }).nullable().describe('When held money can be cashed out'),
  stages: z
    .object({ held: z.int(), available: z.int(), paid: z.int() })
    .describe('Friends whose rewards are being checked, can be cashed out, and have been received'),
  lastPayout: payoutItemView.nullable().describe('The newest cash-out'),
  sharing: z.object({ obstacle: z.enum(obstacles).nullable(), leftToday: z.int().nullable() }),
  friends: z.object({ counted: z.int(), pending: z.int(), review: z.int() }),
  leaving: z
    .object({
      leftAt: instant.nullable(),
      erasure: z
        .object({
          awaited: z.array(z.enum(awaitedOfErasure)).describe('What the erasure waits for'),
          notBefore: instant.nullable().describe('The latest known date'),
        })
        .nullable()
        .describe('The requested erasure, and what it waits for'),
    })
    .nullable()
    .describe('Null while this person takes part'),
  invitation: invitationView.nullable(),
  method: methodView.extend({ usableAt: instant.describe('When it can first be used') }).nullable(),
  hasCard: z.boolean().describe('Whether a card of this person shows what they received'),
})

export function viewStanding(
  publicUrl: string,
  program: Program,
  visitor: Visitor,
  {
    standing,
    participant,
    release,
    stages,
    lastPayout,
    sharing,
    leaving,
    invitation,
    method,
    accounts,
    hasCard,
  }: PortalStanding,
): z.input<typeof standingView> {
  const { terms } = standing.inForce
  const { friends, displayName, nameShown, chosenCode } = participant
  const code = participant.code === null ? null : (chosenCode ?? participant.code)
  // Chats cut a link at Bengali letters, and spelled out it is long: it has the number.
  const linked = chosenCode !== null && /^[a-z0-9]+$/.test(chosenCode) ? chosenCode : participant.code
  return {
    program: { slug: program.slug, mode: program.mode, page: `/p/${program.slug}` },
    now: standing.now,
    visit: { endsAt: visitor.endsAt, cashOutUntil: visitor.cashOutUntil, returnUrl: visitor.returnUrl },
    offer: { ...viewOffer(terms, program.slug), endsAt: endOf(standing.books, terms) },
    name: displayName === null ? null : { text: displayName, shown: nameShown },
    code,
    link: linked === null ? null : linkOf(publicUrl, program, linked),
    balances: viewBalances(participant, terms.currency),
    release,
    stages,
    lastPayout: lastPayout && viewPayoutItem(lastPayout, accounts),
    sharing,
    friends,
    leaving: leaving && {
      ...leaving,
      erasure: leaving.erasure && { ...leaving.erasure, awaited: [...leaving.erasure.awaited] },
    },
    invitation: invitation && viewInvitation(invitation),
    method: method && { ...viewMethod(method.kind, method.masked), usableAt: method.usableAt },
    hasCard,
  }
}

function viewOffer(terms: Terms, slug: string): Omit<z.input<typeof offerView>, 'endsAt'> {
  const { name, currency, timeZone, holdDays, lateCodeHours, qualifyingEvent, startsAt, organization } = terms
  const { rewardMinor, friendRewardMinor, minimumPayoutMinor } = terms
  const amounts = { rewardMinor, friendRewardMinor, minimumPayoutMinor }
  return {
    name,
    appName: terms.brand.appName,
    shareText: terms.brand.shareText,
    logo: terms.logo === null ? null : logoPath(slug, terms.logo),
    currency,
    timeZone,
    ...amounts,
    holdDays,
    lateCodeHours,
    qualifyingEvent,
    startsAt,
    organization,
  }
}

function viewInvitation(invitation: Invitation): z.input<typeof invitationView> {
  const { outcome, reason, state, until, rewardMinor, heldUntil, appeal, mayAppeal } = invitation
  return {
    outcome,
    reason,
    message: reason !== null && isRefusal(reason) ? refusals[reason] : null,
    state,
    until,
    rewardMinor,
    heldUntil,
    appeal,
    mayAppeal,
  }
}

export const friendsView = z.object({
  counted: z.int(),
  awaited: z.array(z.object({ state: z.enum(['pending', 'review']), until: instant.nullable() })),
  refusals: z
    .object({
      people: z.int(),
      withoutHundredths: z.int().describe('The share that was refused at the signup, for any reason'),
      shares: z.array(z.object({ reason: z.string(), hundredths: z.int() })),
      lastDay: instant.describe('The last day included, by its first moment'),
    })
    .nullable()
    .describe(
      'Of the whole program, in steps of five hundredths, updated after every twenty friends; null with too few',
    ),
})

export const rulesView = z.object({
  rules: z.array(z.string()),
  announced: z.array(z.object({ effectiveAt: instant, rules: z.array(z.string()) })),
})

export const cardView = z.object({
  receivedMinor: amount.describe('Paid out to this person'),
  card: z.object({ link: z.string(), picture: z.string() }).nullable().describe('Null until this person makes one'),
})

export const missingAnswerView = z.object({
  answer: z.enum(missingAnswers),
  noted: z.boolean().describe('Stored for a person to look into; false beyond the daily limit'),
})

export const statementView = z.object({
  items: z.array(
    z.object({
      day: z.string().describe('In the time zone of the program, like 2026-12-07'),
      lines: z.array(
        z.object({
          kind: z
            .enum(['friend', 'own', 'payout', 'opening'])
            .describe('Rewards for friends, this person’s own bonus, a cash-out, what an earlier system owed'),
          state: z.string().describe('Of the reward, of a referral that is awaited, or of the cash-out'),
          count: z.int(),
          amountMinor: amount,
          availableAt: instant.nullable().describe('When all of it can be cashed out'),
          message: textView.nullable().describe('Why a cash-out did not arrive, for this person'),
          method: methodView.nullable().describe('Of a cash-out'),
        }),
      ),
    }),
  ),
  nextCursor: z.string().nullable(),
})

export function viewDay({ day, lines }: Day, accounts: MaskedAccounts): z.input<typeof statementView>['items'][number] {
  return {
    day,
    lines: lines.map(({ code, takenBackMinor, payout, ...line }) => ({
      ...line,
      method: payout && viewMethod(payout.kind, accounts.get(payout.id)),
      message: failureMessage({ amountMinor: line.amountMinor, takenBackMinor, code }) ?? null,
    })),
  }
}
