import type { AnswerOf } from '../lib/api.js'
import { percent } from '../lib/format.js'

export type Period = AnswerOf<'GET /v1/programs/{program}/period'>
/** What the chart by day needs, of a program or of one advocate. */
export type Days = AnswerOf<'GET /v1/programs/{program}/participants/{userId}/period'> &
  Partial<Pick<Period, 'previous'>>
export type Point = Period['points'][number]
export type Annotation = Period['annotations'][number]
export type LeaderList = AnswerOf<'GET /v1/programs/{program}/leaders'>

export const periodLengths = ['7', '30', '90'] as const

/** What the address asks for: the last days, own dates, or (`all`) the whole program. */
export function askedIn(query: URLSearchParams, usual: '30' | 'all'): { days?: string; from?: string; to?: string } {
  const [days, from, to] = [query.get('days'), query.get('from'), query.get('to')]
  if (from !== null && to !== null) return { from, to }
  const length = periodLengths.find((one) => one === days) ?? (days === 'all' ? days : usual)
  return length === 'all' ? {} : { days: length }
}

/** A share in whole hundredths, or null where there is nothing to divide by. */
export function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? (100 * part) / whole : null
}

/** The share as text: a dash where there is nothing to divide by. */
export function shownShare(part: number, whole: number): string {
  const hundredths = shareOf(part, whole)
  return hundredths === null ? '—' : percent(hundredths)
}

/** The highest label of an axis and its step: 3 or 4 steps of 1, 2 or 5. */
export function axisOf(most: number): { readonly top: number; readonly step: number } {
  const rough = Math.max(1, most) / 3
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(1, power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10))
  return { top: step * Math.ceil(Math.max(1, most) / step), step }
}
