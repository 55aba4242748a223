/**
 * The sentences of a change, ready for a push or text message. None tells a person anything about another: an advocate
 * never learns whether a particular friend had an account. Pure.
 */
import { formatDay, formatMoney } from '@bondhu/web/format'
import { inEveryLanguage, languages, type Language, type Text } from '@bondhu/web/language'
import { texts, type Texts } from '@bondhu/web/texts'
import { takenBackOf } from '../reasons/payout-failures.js'
import { isRefusal } from '../reasons/signup-reasons.js'
import type { Audience, ChangeType } from './types.js'

/** The values of a sentence. */
export interface Told {
  readonly amountMinor: bigint
  readonly friendAmountMinor: bigint
  readonly dueAt: Date | null
  readonly changedAt: Date
  readonly reason: string | null
  readonly detail: Readonly<Record<string, unknown>>
  readonly currency: string
  readonly timeZone: string
}

/** The same in one language: its texts, with the amounts and the day as its readers write them. */
interface Said {
  readonly told: Told
  readonly say: Texts
  readonly amount: string
  readonly friendAmount: string
  readonly day: string
}

/** Undefined, in every language alike, where there is nothing to tell. */
type Sentence = (said: Said) => string | undefined
type Person = Exclude<Audience, 'operator'>

const sentences: Readonly<Partial<Record<ChangeType, Readonly<Partial<Record<Person, Sentence>>>>>> = {
  'link.stopped': { advocate: ({ say }) => say.changes.linkStopped },
  'link.restarted': { advocate: ({ say }) => say.changes.linkRestarted },
  'referral.counted': { advocate: counted, friend: bonus },
  'referral.pending': {
    advocate: ({ say, amount, day }) => say.changes.pending(amount, day),
    friend: ifBonus(({ say, friendAmount, day }) => say.changes.bonusPending(friendAmount, day)),
  },
  'referral.review': {
    advocate: ({ say, amount }) => say.changes.review(amount),
    friend: ifBonus(({ say, friendAmount }) => say.changes.bonusReview(friendAmount)),
  },
  'referral.refused': { advocate: friendRefused, friend: refusal },
  'referral.lapsed': {
    advocate: ({ say, amount }) => say.changes.lapsed(amount),
    friend: ifBonus(({ say, friendAmount }) => say.changes.bonusLapsed(friendAmount)),
  },
  'appeal.upheld': { friend: ({ say }) => say.changes.upheld },
  'appeal.dismissed': {
    friend: (said) => {
      const reason = refusal(said)
      return reason && said.say.changes.dismissed(reason)
    },
  },
  'referral.reversed': { friend: refusal },
  'reward.available': { advocate: ofSide('advocate', available), friend: ofSide('friend', available) },
  'reward.reversed': { advocate: ofSide('advocate', takenBack), friend: ofSide('friend', takenBack) },
  'payout.paid': { advocate: ({ say, amount }) => say.changes.paid(amount) },
  'payout.failed': { advocate: notPaid },
  'payout.rejected': { advocate: notPaid },
  'payout.returned': {
    advocate: (said) => said.say.changes.returned(said.amount, notYours(said) ?? said.say.changes.cashOutAgain),
  },
  'payout_method.changed': { advocate: ({ say, day }) => say.changes.methodChanged(day) },
  'budget.exhausted': { advocate: ({ say }) => say.changes.budgetExhausted },
  'program.paused': { advocate: ({ say }) => say.changes.paused },
  'program.resumed': { advocate: ({ say }) => say.changes.resumed },
  'program.closing': { advocate: ({ say, day }) => say.changes.closing(day) },
  'program.settled': { advocate: ({ say }) => say.changes.settled },
}

export function sentenceOf(type: ChangeType, person: Person, told: Told): Text | undefined {
  const sentence = sentences[type]?.[person]
  if (sentence === undefined) return undefined
  const said = inEveryLanguage((language) => sentence(saidIn(language, told)))
  return isSaid(said) ? said : undefined
}

function isSaid(said: Readonly<Record<Language, string | undefined>>): said is Text {
  return languages.every((language) => said[language] !== undefined)
}

function saidIn(language: Language, told: Told): Said {
  const { amountMinor, friendAmountMinor, dueAt, currency, timeZone } = told
  return {
    told,
    say: texts[language],
    amount: formatMoney(language, amountMinor, currency),
    friendAmount: formatMoney(language, friendAmountMinor, currency),
    day: dueAt === null ? '' : formatDay(language, dueAt, timeZone),
  }
}

function ifBonus(sentence: Sentence): Sentence {
  return (said) => (said.told.friendAmountMinor === 0n ? undefined : sentence(said))
}

/** Of a reward: told to the one of the two whose it is. */
function ofSide(side: Person, sentence: Sentence): Sentence {
  return (said) => (said.told.detail['side'] === side ? sentence(said) : undefined)
}

/**
 * Only for reasons that come before `already_member`: a sentence about a full cap would tell an advocate, who can fill
 * it, that this friend is no member. The portal and `budget.exhausted` say it without a friend.
 */
function friendRefused({ told: { reason }, say }: Said): string | undefined {
  const reasons: Readonly<Record<string, string | undefined>> = say.changes.friendRefused
  return reasons[reason ?? '']
}

function refusal({ told: { reason }, say }: Said): string | undefined {
  return reason !== null && isRefusal(reason) ? say.refusals[reason] : undefined
}

/** If there is more to say than that it did not arrive, the reason says it. */
function notPaid(said: Said): string {
  const { told, say, amount } = said
  const reasons: Readonly<Record<string, string | undefined>> = say.payoutFailures
  return say.changes.notPaid(amount, notYours(said) ?? reasons[told.reason ?? ''] ?? say.changes.cashOutAgain)
}

/** If returned money settled what a reversal could not take back, it cannot be cashed out again. */
function notYours({ told: { amountMinor, detail }, say }: Said): string | undefined {
  const part = takenBackOf({ amountMinor, takenBackMinor: BigInt(Number(detail['takenBackMinor'] ?? 0)) })
  return part && say.takenBack[part]
}

function counted(said: Said): string {
  const { told, say } = said
  if (told.detail['afterReview'] === true) {
    return isDue(told) ? say.changes.afterReview(said.amount) : say.changes.afterReviewFrom(said.amount, said.day)
  }
  const word = isDue(told) ? say.changes.counted(said.amount) : say.changes.countedFrom(said.amount, said.day)
  return told.detail['afterLapse'] === true ? say.changes.afterLapse(word) : word
}

function bonus({ told, say, friendAmount, day }: Said): string | undefined {
  if (told.friendAmountMinor === 0n) return undefined
  return isDue(told) ? say.changes.available(friendAmount) : say.changes.bonusFrom(friendAmount, day)
}

function isDue({ dueAt, changedAt }: Told): boolean {
  return dueAt === null || dueAt <= changedAt
}

function available({ say, amount }: Said): string {
  return say.changes.available(amount)
}

/** Money that left for a wallet is never taken back, so there is nothing to report. */
function takenBack({ told, say, amount }: Said): string | undefined {
  if (told.amountMinor === 0n) return undefined
  return told.reason === 'self_referral' ? say.changes.ownTakenBack(amount) : say.changes.takenBack(amount)
}
