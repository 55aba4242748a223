/** A review, and how its score and signals are put into words. */
import type { AnswerOf, ItemOf } from '../lib/api.js'

export type Review = ItemOf<'GET /v1/programs/{program}/reviews'>
export type WholeReview = AnswerOf<'GET /v1/programs/{program}/reviews/{review}'>
export type Person = WholeReview['people'][number]
export type Graph = WholeReview['graph']
export type ThingKind = Graph['things'][number]['kind']
export type ReviewEvent = WholeReview['timeline'][number]
export type Signal = Person['signals'][number]

/** Its advocate, by name where the app sent one; null if none is left. */
export function whoOf({ advocateName, advocateUserId }: Review): string | null {
  return advocateName ?? advocateUserId
}

export const reviewStates = ['open', 'confirmed', 'cleared'] as const

export type Deed = 'clear' | 'confirm'

/** What a decision is about. */
export interface Decided {
  readonly id: string
  readonly friends: number
  readonly amountMinor: number
  readonly currency: string
  /** One friend of the review; null for all who wait. */
  readonly person: Person | null
}

export const reviewTone = { open: 'warn', confirmed: 'bad', cleared: 'good' } as const

export type Likelihood = 'almost' | 'very' | 'likely' | 'possible'

/** @param score 0–99, the chance of abuse in percent */
export function likelihoodOf(score: number): Likelihood {
  if (score >= 95) return 'almost'
  if (score >= 85) return 'very'
  return score >= 65 ? 'likely' : 'possible'
}

export type Strength = 'strong' | 'fair' | 'weak' | 'against'

/** @param weight in decibans: 10 makes abuse ten times as likely */
export function strengthOf(weight: number): Strength {
  if (weight < 0) return 'against'
  if (weight >= 10) return 'strong'
  return weight >= 5 ? 'fair' : 'weak'
}

/** What one rule found, over all friends of the review. */
export interface Reason {
  readonly rule: string
  /** The strongest of its findings. */
  readonly signal: Signal
  readonly friends: number
}

/** The strongest first. */
export function reasonsOf(people: readonly Person[]): Reason[] {
  const reasons = new Map<string, Reason>()
  for (const signal of people.flatMap(({ signals }) => signals)) {
    const known = reasons.get(signal.rule)
    const isStronger = known === undefined || signal.weight > known.signal.weight
    reasons.set(signal.rule, {
      rule: signal.rule,
      signal: isStronger ? signal : known.signal,
      friends: (known?.friends ?? 0) + 1,
    })
  }
  return [...reasons.values()].toSorted((a, b) => b.signal.weight - a.signal.weight)
}

/** The kinds of evidence that speak for abuse, the strongest first. */
export function familiesOf(reasons: readonly Reason[]): Signal['family'][] {
  const speaking = reasons.filter(({ signal }) => signal.weight > 0 && !signal.flagOnly)
  return [...new Set(speaking.map(({ signal }) => signal.family))]
}

/** A shared thing with its number among those of its kind. */
export interface Thing {
  readonly kind: ThingKind
  readonly number: number
  readonly accounts: readonly number[]
}

export function numberedThings({ things }: Graph): Thing[] {
  const counts = new Map<ThingKind, number>()
  return things.map(({ kind, accounts }) => {
    const number = (counts.get(kind) ?? 0) + 1
    counts.set(kind, number)
    return { kind, number, accounts }
  })
}
