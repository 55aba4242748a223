/** Times as a `datetime-local` input holds them, in a program's own zone, and as the API takes them. Pure. */

/** `2026-12-01T00:00` in Asia/Dhaka → `2026-11-30T18:00:00.000Z`. Undefined for what is no time. */
export function instantOf(local: string, timeZone: string): string | undefined {
  const asUtc = Date.parse(`${local}Z`)
  if (Number.isNaN(asUtc)) return undefined
  // The offset at the first guess may be that of the other side of a clock change; the second guess is right.
  const guess = asUtc - offsetMs(asUtc, timeZone)
  return new Date(asUtc - offsetMs(guess, timeZone)).toISOString()
}

/** `2026-11-30T18:00:00.000Z` → `2026-12-01T00:00` in Asia/Dhaka. */
export function localOf(instant: string, timeZone: string): string {
  const ms = Date.parse(instant)
  return new Date(ms + offsetMs(ms, timeZone)).toISOString().slice(0, 16)
}

/** What a zone's clocks are ahead of UTC at a moment, to the second. */
export function offsetMs(ms: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(ms)
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value)
  const shown = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'))
  return shown - Math.floor(ms / 1000) * 1000
}
