/** The terms of a program, and whether a change of them is worse for somebody. Instants are milliseconds. */
export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

export type Kind = 'phone' | 'email' | 'device' | 'install'
/** Already normalised: one person's phone is one text here, however it was spelled on the wire. */
export type Identities = Partial<Record<Kind, string>>

export interface Terms {
  readonly rewardMinor: number
  readonly friendRewardMinor: number
  readonly holdDays: number
  readonly minimumPayoutMinor: number
  readonly attributionWindowDays: number
  readonly lateCodeHours: number
  readonly countries: readonly string[] | null
  readonly minimumAge: number | null
  readonly requires: readonly Kind[]
  readonly oneRewardPerDevice: boolean
  readonly caps: { readonly perAdvocatePerDay: number | null; readonly perAdvocateTotal: number | null }
  readonly qualifyingEvent: { readonly name: string; readonly withinDays: number } | null
  readonly timeZone: string
  readonly startsAt: number
  readonly endsAt: number
}

export function total({ rewardMinor, friendRewardMinor }: Terms): number {
  return rewardMinor + friendRewardMinor
}

const calendars = new Map<string, Intl.DateTimeFormat>()

/** `2026-12-01`, by the calendar of a time zone. */
export function dayOf(at: number, timeZone: string): string {
  const calendar = calendars.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' })
  calendars.set(timeZone, calendar)
  return calendar.format(at)
}

/** Whether a change takes something from somebody. */
export function isWorse(from: Terms, to: Terms): boolean {
  const lower = (a: number | null, b: number | null) => b !== null && b < (a ?? Infinity)
  const event = to.qualifyingEvent
  return (
    to.rewardMinor < from.rewardMinor ||
    to.friendRewardMinor < from.friendRewardMinor ||
    to.holdDays > from.holdDays ||
    to.attributionWindowDays < from.attributionWindowDays ||
    to.lateCodeHours < from.lateCodeHours ||
    (to.countries !== null &&
      (from.countries === null || from.countries.some((one) => !to.countries?.includes(one)))) ||
    (to.minimumAge ?? 0) > (from.minimumAge ?? 0) ||
    to.requires.some((kind) => !from.requires.includes(kind)) ||
    lower(from.caps.perAdvocatePerDay, to.caps.perAdvocatePerDay) ||
    lower(from.caps.perAdvocateTotal, to.caps.perAdvocateTotal) ||
    (event !== null &&
      (event.name !== from.qualifyingEvent?.name || event.withinDays < from.qualifyingEvent.withinDays)) ||
    to.endsAt < from.endsAt
  )
}
