/**
 * The sentences of a change, ready for a push or text message. None tells a person anything about another: an advocate
 * never learns whether a particular friend had an account. Pure.
 */
import { formatDay, formatMoney } from '@bondhu/web/format'
import type { Language } from '@bondhu/web/language'
import { payoutFailures, takenBackOf } from '../reasons/payout-failures.js'
import { isRefusal, refusals, type Message, type RefusalReason } from '../reasons/signup-reasons.js'
import type { ChangeType } from './types.js'

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

type Sentence = (told: Told) => Message | undefined
interface Sentences {
  readonly advocate?: Sentence
  readonly friend?: Sentence
}

export const sentences: Readonly<Partial<Record<ChangeType, Sentences>>> = {
  'link.stopped': {
    advocate: () => ({
      bn: 'আপনার লিংক ও কোড বন্ধ করা হয়েছে। এখন এগুলো দিয়ে কেউ এলে গণনা হবে না। আপনার টাকা আপনারই আছে, তোলা যাবে। জানতে চাইলে আমাদের লিখুন।',
      en: 'Your link and code were stopped. Nobody who comes by them now counts. Your money stays yours and can be cashed out. Write to us to ask about it.',
    }),
  },
  'link.restarted': {
    advocate: () => ({
      bn: 'আপনার লিংক ও কোড আবার চালু হয়েছে। এখন নতুন বন্ধু গণনা হবে।',
      en: 'Your link and code work again. New friends count from now on.',
    }),
  },
  'referral.counted': {
    advocate: (told) => counted(told, amounts(told)),
    friend: (told) => bonus(told, friendAmounts(told)),
  },
  'referral.pending': {
    advocate: (told) => {
      const [amount, day] = [amounts(told), days(told)]
      return {
        bn: `একজন বন্ধু আপনার লিংক দিয়ে যোগ দিয়েছেন। ${day.bn} তারিখের মধ্যে তিনি বাকি কাজটুকু করলে আপনি ${amount.bn} পাবেন।`,
        en: `A friend joined through your link. You get ${amount.en} if they do what is left by ${day.en}.`,
      }
    },
    friend: (told) => {
      if (told.friendAmountMinor === 0n) return undefined
      const [amount, day] = [friendAmounts(told), days(told)]
      return {
        bn: `${day.bn} তারিখের মধ্যে বাকি কাজটুকু করলে আপনি ${amount.bn} পাবেন।`,
        en: `You get ${amount.en} if you do what is left by ${day.en}.`,
      }
    },
  },
  'referral.refused': {
    advocate: ({ reason }) => (reason === null ? undefined : refusedForAdvocate[reason as RefusalReason]),
    friend: ({ reason }) => refusalOf(reason),
  },
  'referral.lapsed': {
    advocate: (told) => ({
      bn: `একজন বন্ধু সময়ের মধ্যে বাকি কাজটুকু করেননি, তাই ${amounts(told).bn} গণনা হয়নি।`,
      en: `A friend did not do what was left in time, so ${amounts(told).en} was not counted.`,
    }),
    friend: (told) =>
      told.friendAmountMinor === 0n
        ? undefined
        : {
            bn: `সময়ের মধ্যে বাকি কাজটুকু হয়নি, তাই ${friendAmounts(told).bn} গণনা হয়নি।`,
            en: `What was left was not done in time, so ${friendAmounts(told).en} was not counted.`,
          },
  },
  'appeal.upheld': {
    friend: () => ({
      bn: 'আপনার আপত্তি আমরা দেখেছি, আপনি ঠিক বলেছেন। এখন গণনা হয়েছে।',
      en: 'We looked at what you told us, and you are right. It is counted now.',
    }),
  },
  'appeal.dismissed': {
    friend: ({ reason }) => {
      const refusal = refusalOf(reason)
      return (
        refusal && {
          bn: `আপনার আপত্তি আমরা দেখেছি। সিদ্ধান্ত আগেরটাই থাকছে: ${refusal.bn}`,
          en: `We looked at what you told us. The decision stays: ${refusal.en}`,
        }
      )
    },
  },
  'referral.reversed': { friend: ({ reason }) => refusalOf(reason) },
  'reward.available': {
    advocate: (told) => (told.detail['side'] === 'advocate' ? availableNow(amounts(told)) : undefined),
    friend: (told) => (told.detail['side'] === 'friend' ? availableNow(amounts(told)) : undefined),
  },
  'reward.reversed': {
    advocate: (told) => (told.detail['side'] === 'advocate' ? takenBack(told) : undefined),
    friend: (told) => (told.detail['side'] === 'friend' ? takenBack(told) : undefined),
  },
  'payout.paid': {
    advocate: (told) => ({
      bn: `${amounts(told).bn} পেয়েছেন।`,
      en: `You have received ${amounts(told).en}.`,
    }),
  },
  'payout.failed': { advocate: notPaid },
  'payout.rejected': { advocate: notPaid },
  'payout.returned': {
    advocate: (told) => ({
      bn: `আপনাকে পাঠানো ${amounts(told).bn} ফেরত এসেছে। ${notYours(told)?.bn ?? 'টাকাটা আবার তোলা যাবে।'}`,
      en: `${amounts(told).en} that was sent to you came back. ${notYours(told)?.en ?? 'It can be cashed out again.'}`,
    }),
  },
  'payout_method.changed': {
    advocate: (told) => ({
      bn: `আপনার টাকা তোলার নম্বর বদলানো হয়েছে। ${days(told).bn} থেকে নতুন নম্বরে টাকা তোলা যাবে। আপনি না বদলে থাকলে এখনই জানান।`,
      en: `The account your money goes to was changed. You can cash out to it from ${days(told).en}. If it was not you, say so now.`,
    }),
  },
  'budget.exhausted': {
    advocate: () => ({
      bn: 'অফারের সব টাকা বরাদ্দ হয়ে গেছে। এখন নতুন বন্ধু গণনা হবে না। আপনার পাওনা আগের মতোই আছে।',
      en: 'All the money of the offer is promised. No new friend counts for now. What you have earned stays yours.',
    }),
  },
  'program.paused': {
    advocate: () => ({
      bn: 'অফারটি আপাতত বন্ধ আছে। এখন নতুন বন্ধু গণনা হবে না। আপনার পাওনা আগের মতোই আছে।',
      en: 'The offer is paused. No new friend counts for now. What you have earned stays yours.',
    }),
  },
  'program.resumed': {
    advocate: () => ({ bn: 'অফারটি আবার চালু হয়েছে।', en: 'The offer is running again.' }),
  },
  'program.closing': {
    advocate: (told) => {
      const day = days(told)
      return {
        bn: `অফারটি শেষ হয়েছে। যাঁরা আগে আপনার লিংকে এসেছেন, তাঁরা ${day.bn} পর্যন্ত যোগ দিলে গণনা হবেন। আপনার পাওনা আপনারই থাকবে, পুরোটাই তোলা যাবে।`,
        en: `The offer has ended. Friends who followed your link before count if they join by ${day.en}. What you have earned stays yours, and all of it can be cashed out.`,
      }
    },
  },
  'program.settled': {
    advocate: () => ({
      bn: 'অফারের হিসাব শেষ হয়েছে। যা তোলেননি, তা আপনারই আছে, এখনও তোলা যাবে।',
      en: 'The offer is settled. What you have not cashed out is still yours, and can still be cashed out.',
    }),
  },
}

/** Reasons about the program or the advocate, not about the friend. */
const refusedForAdvocate: Readonly<Partial<Record<RefusalReason, Message>>> = {
  program_not_live: {
    bn: 'একজন বন্ধু আপনার লিংক দিয়ে এসেছেন। অফারটি তখন চালু ছিল না, তাই গণনা হয়নি।',
    en: 'A friend came through your link. The offer was not running at that time, so this was not counted.',
  },
  program_closed: {
    bn: 'একজন বন্ধু আপনার লিংক দিয়ে এসেছেন। অফারটি শেষ হয়ে গেছে, অথবা তাঁর দেশে চলছে না, তাই গণনা হয়নি।',
    en: 'A friend came through your link. The offer has ended, or may not run in their country, so this was not counted.',
  },
  link_stopped: {
    bn: 'একজন বন্ধু আপনার কোড দিয়ে এসেছেন। আপনার লিংক ও কোড বন্ধ করা আছে, তাই গণনা হয়নি।',
    en: 'A friend came by your code. Your link and code are stopped, so this was not counted.',
  },
  advocate_cap_reached: {
    bn: 'একজন বন্ধু আপনার লিংক দিয়ে এসেছেন। আপনার সর্বোচ্চ সংখ্যা পূর্ণ হয়ে গেছে, তাই গণনা হয়নি।',
    en: 'A friend came through your link. You have reached the highest number that counts, so this was not counted.',
  },
  budget_exhausted: {
    bn: 'একজন বন্ধু আপনার লিংক দিয়ে এসেছেন। অফারের সব টাকা বরাদ্দ হয়ে গেছে, তাই গণনা হয়নি।',
    en: 'A friend came through your link. All the money of the offer is promised, so this was not counted.',
  },
}

function refusalOf(reason: string | null): Message | undefined {
  return reason !== null && isRefusal(reason) ? refusals[reason] : undefined
}

/** If there is more to say than that it did not arrive, the reason says it. */
function notPaid(told: Told): Message {
  const amount = amounts(told)
  const reasons: Readonly<Record<string, Message | undefined>> = payoutFailures
  const reason = notYours(told) ?? reasons[told.reason ?? '']
  return {
    bn: `${amount.bn} পাঠানো যায়নি। ${reason?.bn ?? 'টাকাটা আবার তোলা যাবে।'}`,
    en: `${amount.en} could not be sent. ${reason?.en ?? 'It can be cashed out again.'}`,
  }
}

/** If returned money settled what a reversal could not take back, it cannot be cashed out again. */
function notYours({ amountMinor, detail }: Told): Message | undefined {
  return takenBackOf({ amountMinor, takenBackMinor: BigInt(Number(detail['takenBackMinor'] ?? 0)) })
}

function counted(told: Told, amount: Message): Message {
  const word = countedNow(told, amount)
  if (told.detail['afterLapse'] !== true) return word
  return {
    bn: `পরে জানা গেছে, একজন বন্ধু বাকি কাজটুকু সময়ের মধ্যেই করেছিলেন। ${word.bn}`,
    en: `We learnt that a friend did what was left in time after all. ${word.en}`,
  }
}

function countedNow({ dueAt, changedAt, ...told }: Told, amount: Message): Message {
  if (dueAt === null || dueAt <= changedAt) {
    return {
      bn: `আপনার একজন বন্ধু গণনা হয়েছে। ${amount.bn} এখনই তোলা যাবে।`,
      en: `A friend of yours was counted. ${amount.en} is yours to cash out now.`,
    }
  }
  const day = days({ ...told, dueAt })
  return {
    bn: `আপনার একজন বন্ধু গণনা হয়েছে। ${amount.bn} যাচাই চলছে, ${day.bn} থেকে তোলা যাবে।`,
    en: `A friend of yours was counted. ${amount.en} is being checked and is yours to cash out from ${day.en}.`,
  }
}

function bonus(told: Told, amount: Message): Message | undefined {
  const { dueAt, changedAt } = told
  if (told.friendAmountMinor === 0n) return undefined
  if (dueAt === null || dueAt <= changedAt) return availableNow(amount)
  const day = days(told)
  return {
    bn: `আপনি ${amount.bn} পাচ্ছেন। যাচাই চলছে, ${day.bn} থেকে তোলা যাবে।`,
    en: `You get ${amount.en}. It is being checked and is yours to cash out from ${day.en}.`,
  }
}

function availableNow(amount: Message): Message {
  return { bn: `আপনার ${amount.bn} এখন তোলা যাবে।`, en: `${amount.en} is yours to cash out now.` }
}

/** Money that left for a wallet is never taken back, so there is nothing to report. */
function takenBack(told: Told): Message | undefined {
  if (told.amountMinor === 0n) return undefined
  const amount = amounts(told)
  return told.reason === 'self_referral'
    ? {
        bn: `আপনার ${amount.bn} ফেরত নেওয়া হয়েছে: নিজের লিংক দিয়ে নিজেকে আমন্ত্রণ জানানো যায় না।`,
        en: `${amount.en} of yours was taken back: a person cannot invite themselves through their own link.`,
      }
    : {
        bn: `আপনার ${amount.bn} ফেরত নেওয়া হয়েছে: যাচাই করে দেখা গেছে, অফারের নিয়ম অনুযায়ী এটি গণনা হয় না।`,
        en: `${amount.en} of yours was taken back: a check found that it does not count by the rules of the offer.`,
      }
}

const both = (word: (language: Language) => string): Message => ({ bn: word('bn'), en: word('en') })
const amounts = ({ amountMinor, currency }: Pick<Told, 'amountMinor' | 'currency'>) =>
  both((language) => formatMoney(language, amountMinor, currency))
const friendAmounts = ({ friendAmountMinor, currency }: Told) =>
  both((language) => formatMoney(language, friendAmountMinor, currency))
const days = ({ dueAt, timeZone }: Pick<Told, 'dueAt' | 'timeZone'>) =>
  both((language) => (dueAt === null ? '' : formatDay(language, dueAt, timeZone)))
