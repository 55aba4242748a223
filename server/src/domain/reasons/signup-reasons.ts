/**
 * Why a friend was not counted: a closed set of codes, each with a sentence for the person it happened to.
 * None tells one person anything about another.
 */
import type { Text } from '@bondhu/web/language'
import { textsOf } from '@bondhu/web/texts'
import * as z from 'zod'
import type { DecisionReason } from '../../db/rows.js'

/** Organic outcomes: no evidence tied the signup to an advocate. */
export const organicReasons = ['no_code', 'unknown_code', 'unknown_click', 'click_expired'] as const
export type OrganicReason = (typeof organicReasons)[number]
export type RefusalReason = Exclude<DecisionReason, OrganicReason>

/** In order of precedence: the first that applies is shown. */
export const refusalReasons = [
  'program_not_live',
  'program_closed',
  'link_stopped',
  'already_member',
  'identity_missing',
  'under_age',
  'country_not_eligible',
  'self_referral',
  'same_device',
  'suspected_abuse',
  'declined_by_app',
  'advocate_cap_reached',
  'budget_exhausted',
] as const satisfies readonly RefusalReason[]

/** A sentence for the person it happened to. */
export const refusals: Readonly<Record<RefusalReason, Text>> = textsOf(refusalReasons, (say) => say.refusals)

export const decisionReasonSchema = z.enum([...organicReasons, ...refusalReasons])
export const refusalReasonSchema = z.enum(refusalReasons)

export function isRefusal(reason: string): reason is RefusalReason {
  return Object.hasOwn(refusals, reason)
}
