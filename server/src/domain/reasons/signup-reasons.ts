/**
 * Why a friend was not counted: a closed set of codes, each with a sentence for the person concerned, in Bengali and
 * English. No sentence tells a person anything about another.
 */
import { z } from 'zod'
import type { DecisionReason } from '../../db/rows.js'

export interface Message {
  readonly bn: string
  readonly en: string
}

/** Organic outcomes: no evidence tied the signup to an advocate. */
export const organicReasons = ['no_code', 'unknown_code', 'unknown_click', 'click_expired'] as const
export type OrganicReason = (typeof organicReasons)[number]
export type RefusalReason = Exclude<DecisionReason, OrganicReason>

/** In order of precedence: the first that applies is shown. */
export const refusals: Readonly<Record<RefusalReason, Message>> = {
  program_not_live: {
    bn: 'অফারটি তখন চালু ছিল না, তাই গণনা হয়নি।',
    en: 'The offer was not running at that time, so this was not counted.',
  },
  program_closed: {
    bn: 'অফারটি শেষ হয়ে গেছে। অথবা এখন শুধু কিছু দেশে চলছে, আর আপনার দেশ জানানো হয়নি।',
    en: 'The offer has ended, or it now runs in some countries only and yours was not given.',
  },
  link_stopped: {
    bn: 'যে লিংক বা কোড দিয়ে এসেছেন, সেটি এখন আর গণনা হয় না।',
    en: 'The link or code you came by does not count any more, so this was not counted.',
  },
  already_member: {
    bn: 'আপনার আগে থেকেই একটি অ্যাকাউন্ট আছে। অফারটি শুধু নতুনদের জন্য।',
    en: 'You already had an account. The offer is for new people only.',
  },
  identity_missing: {
    bn: 'প্রয়োজনীয় তথ্য (যেমন ফোন নম্বর) যাচাই করা হয়নি, তাই গণনা হয়নি।',
    en: 'Something the offer asks for, such as a phone number, was not confirmed, so this was not counted.',
  },
  under_age: {
    bn: 'অফারটির একটি সর্বনিম্ন বয়স আছে। আপনার বয়স তার কম, অথবা জানানো হয়নি।',
    en: 'The offer has a minimum age. Your age is below it or was not given.',
  },
  country_not_eligible: {
    bn: 'অফারটি নির্দিষ্ট কিছু দেশের জন্য। আপনার দেশ তার মধ্যে নেই, অথবা জানানো হয়নি।',
    en: 'The offer is for certain countries. Yours is not among them or was not given.',
  },
  self_referral: {
    bn: 'নিজের লিংক দিয়ে নিজেকে আমন্ত্রণ জানানো যায় না।',
    en: 'A person cannot invite themselves through their own link.',
  },
  same_device: {
    bn: 'এই ফোন থেকে আগে একটি অ্যাকাউন্ট খোলা হয়েছে। অফারটিতে প্রতি ফোনে একজন গণনা হয়।',
    en: 'An account was opened on this phone before. The offer counts one person a phone.',
  },
  advocate_cap_reached: {
    bn: 'যিনি আমন্ত্রণ জানিয়েছেন তাঁর সর্বোচ্চ সংখ্যা পূর্ণ হয়ে গেছে।',
    en: 'The person who invited you has reached the highest number that counts.',
  },
  budget_exhausted: {
    bn: 'অফারের জন্য রাখা সব টাকা বরাদ্দ হয়ে গেছে, তাই গণনা হয়নি।',
    en: 'All the money set aside for the offer is already promised, so this was not counted.',
  },
}

export const decisionReasonSchema = z.enum([
  ...organicReasons,
  ...(Object.keys(refusals) as [RefusalReason, ...RefusalReason[]]),
])
export const refusalReasonSchema = z.enum(Object.keys(refusals) as [RefusalReason, ...RefusalReason[]])

export function isRefusal(reason: string): reason is RefusalReason {
  return Object.hasOwn(refusals, reason)
}
