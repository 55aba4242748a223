/** Why money did not arrive: a sentence for the person per reason. Pure. */
import type { Message } from './signup-reasons.js'

/** Why money did not arrive, as far as a person is helped by knowing: a closed set, with a sentence each in failures.ts. */
export const failureReasons = [
  'account_unknown',
  'account_blocked',
  'account_limit',
  'amount_unsupported',
  'provider_refused',
  'not_sent',
] as const
export type FailureReason = (typeof failureReasons)[number]

export const payoutFailures: Readonly<Record<FailureReason | 'rejected', Message>> = {
  account_unknown: {
    bn: 'এই নম্বরে কোনো অ্যাকাউন্ট পাওয়া যায়নি। নম্বরটি মিলিয়ে দেখুন। আপনার টাকা আবার তোলা যাবে।',
    en: 'There is no account of this number. Check the number. Your money can be cashed out again.',
  },
  account_blocked: {
    bn: 'আপনার অ্যাকাউন্টটি এখন টাকা নিতে পারছে না। আপনার টাকা আবার তোলা যাবে।',
    en: 'Your account cannot receive money at present. Your money can be cashed out again.',
  },
  account_limit: {
    bn: 'আপনার অ্যাকাউন্টের সীমা পার হয়ে গেছে। আপনার টাকা পরে আবার তোলা যাবে।',
    en: 'Your account has reached its limit. Your money can be cashed out again later.',
  },
  amount_unsupported: {
    bn: 'এই পরিমাণ টাকা এভাবে পাঠানো যায় না। অন্য পরিমাণ দিয়ে আবার চেষ্টা করুন।',
    en: 'This amount cannot be sent this way. Try another amount.',
  },
  provider_refused: {
    bn: 'টাকা পাঠানো যায়নি। আপনার টাকা আবার তোলা যাবে।',
    en: 'The money could not be sent. It can be cashed out again.',
  },
  not_sent: {
    bn: 'টাকা পাঠানো হয়নি। আপনার টাকা আবার তোলা যাবে।',
    en: 'The money was not sent. It can be cashed out again.',
  },
  rejected: {
    bn: 'টাকা তোলার এই অনুরোধটি অনুমোদন পায়নি। কারণ জানতে যোগাযোগ করুন।',
    en: 'This cash-out was not approved. Get in touch to learn why.',
  },
}

/** The part of a returned payout that went back to the offer, for a friend who meanwhile does not count. */
const takenBack = {
  whole: {
    bn: 'টাকাটা অফারে ফেরত গেছে: যাঁর জন্য পেয়েছিলেন, সেই বন্ধুর আমন্ত্রণ যাচাইয়ে বাতিল হয়েছে।',
    en: 'It went back to the offer: a check found that the friend it was for does not count.',
  },
  part: {
    bn: 'এর একটি অংশ অফারে ফেরত গেছে: যাঁর জন্য পেয়েছিলেন, সেই বন্ধুর আমন্ত্রণ যাচাইয়ে বাতিল হয়েছে। বাকি টাকা আবার তোলা যাবে।',
    en: 'Part of it went back to the offer: a check found that the friend it was for does not count. The rest can be cashed out again.',
  },
} satisfies Record<string, Message>

const notReceived: Message = { bn: 'টাকাটা পৌঁছায়নি।', en: 'The money did not arrive.' }

export interface Unpaid {
  readonly amountMinor: bigint
  readonly takenBackMinor: bigint
}

/** Where the money is, if not all of it can be cashed out again. */
export function takenBackOf({ amountMinor, takenBackMinor }: Unpaid): Message | undefined {
  if (takenBackMinor === 0n) return undefined
  return takenBackMinor < amountMinor ? takenBack.part : takenBack.whole
}

/** Why the money did not arrive, and where it is. */
export function failureMessage(payout: Unpaid & { readonly code: string | null }): Message | undefined {
  const back = takenBackOf(payout)
  if (back !== undefined) return { bn: `${notReceived.bn} ${back.bn}`, en: `${notReceived.en} ${back.en}` }
  const messages: Readonly<Record<string, Message | undefined>> = payoutFailures
  return messages[payout.code ?? '']
}
