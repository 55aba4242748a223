/** What the sum of a period does not tell. */
export interface DayCount {
  /** `2027-02-12` */
  readonly day: string
  readonly counted: number
}

const lullDays = 7
const friendsMin = 20

/**
 * What one figure of a whole period hides: a day that brought a quarter of it, or a last week of less than half the usual.
 * Nothing of a short period or of a few friends. Pure.
 */
export function hiddenIn(points: readonly DayCount[]): {
  readonly peak?: { readonly day: string; readonly counted: number }
  readonly lull?: { readonly counted: number; readonly before: number }
} {
  const sumOf = (some: readonly DayCount[]) => some.reduce((sum, { counted }) => sum + counted, 0)
  if (points.length < 2 * lullDays || sumOf(points) < friendsMin) return {}
  const most = points.reduce((one, other) => (other.counted > one.counted ? other : one))
  const [before, last] = [points.slice(0, -lullDays), points.slice(-lullDays)]
  const aWeek = Math.round((sumOf(before) * lullDays) / before.length)
  return {
    ...(most.counted * 4 >= sumOf(points) && { peak: { day: most.day, counted: most.counted } }),
    ...(sumOf(last) * 2 < aWeek && { lull: { counted: sumOf(last), before: aWeek } }),
  }
}
