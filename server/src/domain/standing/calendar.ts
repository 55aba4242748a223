/** Days as a program counts them: in its own time zone, from the tz database. Pure. */
import { dayMs, minuteMs } from '../../clock.js'

interface Calendar {
  readonly format: Intl.DateTimeFormat
  readonly hour: Intl.DateTimeFormat
  /** The last requested minute, and its day. */
  minute: number
  day: string
}

const calendars = new Map<string, Calendar>()

/**
 * `2026-12-01`, the day of a moment. Days begin at a whole minute, and a batch asks for one minute about a hundred
 * times: the tz database took a hundredth of a signup's time.
 */
export function dayIn(timeZone: string, at: Date): string {
  const calendar = calendarOf(timeZone)
  const minute = Math.floor(at.getTime() / minuteMs)
  if (minute !== calendar.minute) {
    calendar.day = calendar.format.format(at)
    calendar.minute = minute
  }
  return calendar.day
}

function calendarOf(timeZone: string): Calendar {
  const known = calendars.get(timeZone)
  if (known !== undefined) return known
  // Creating a format costs a hundred times more than using it. There are about 600 zones, so the map is bounded.
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  const hour = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' })
  const calendar = { format, hour, minute: NaN, day: '' }
  calendars.set(timeZone, calendar)
  return calendar
}

/** `2026-12-01T14`, the hour of a moment. */
export function hourIn(timeZone: string, at: Date): string {
  return `${dayIn(timeZone, at)}T${calendarOf(timeZone).hour.format(at).slice(0, 2)}`
}

/** The Monday of a moment's week. */
export function weekIn(timeZone: string, at: Date): string {
  const day = Date.parse(`${dayIn(timeZone, at)}T00:00Z`)
  const sinceMonday = (new Date(day).getUTCDay() + 6) % 7
  return new Date(day - sinceMonday * dayMs).toISOString().slice(0, 10)
}

export function yearIn(timeZone: string, at: Date): number {
  return Number(dayIn(timeZone, at).slice(0, 4))
}
