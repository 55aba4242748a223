/** Days as a program counts them: in its own time zone, from the tz database. Pure. */

const formats = new Map<string, Intl.DateTimeFormat>()

/** `2026-12-01`, the day that a moment falls on. */
export function dayIn(timeZone: string, at: Date): string {
  let format = formats.get(timeZone)
  if (format === undefined) {
    // Making a format costs a hundred times what using it does. There are some 600 zones: the map is bounded.
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
    formats.set(timeZone, format)
  }
  return format.format(at)
}

export function yearIn(timeZone: string, at: Date): number {
  return Number(dayIn(timeZone, at).slice(0, 4))
}
