/** The end of a program, or of one country of it: what may be done, and how far it is. */
import type { AnswerOf, ItemOf } from '../lib/api.js'

export type Ending = AnswerOf<'GET /v1/programs/{program}/close'>
export type CloseRequest = ItemOf<'GET /v1/programs/{program}/close-requests'>
export type EndingProgram = AnswerOf<'GET /v1/programs/{program}'>

export const awaitedKinds = ['actions', 'reviews', 'appeals', 'holds', 'payouts'] as const
export type AwaitedKind = keyof Ending['awaited']

/** Whether it can be ended: a launched program that runs, or a draft whose money is to go back; a country only of one that runs. What waits already is not asked for again. */
export function mayEnd({ state }: EndingProgram, { begun, country, request }: Ending): boolean {
  if (begun || request !== null || state === 'closing' || state === 'settled') return false
  return country === null || state !== 'draft'
}

/** Whether no country would be left without this one, now or by announced terms: then only the whole program can be ended. */
export function isLastCountry({ countries, endedCountries, announced }: EndingProgram, country: string): boolean {
  const leavesNone = (all: readonly string[] | null) =>
    all !== null && all.every((one) => one === country || endedCountries.some((ended) => ended.country === one))
  return [countries, ...announced.map(({ terms }) => terms.countries)].some(leavesNone)
}

export type Stage = 'done' | 'now' | 'next'

/** The first step that is not done is the one that is under way. */
export function stageOf({ begun, steps: all }: Ending, index: number): Stage {
  if (all[index]?.doneAt) return 'done'
  return begun && all.findIndex(({ doneAt }) => doneAt === null) === index ? 'now' : 'next'
}
