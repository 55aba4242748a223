/** Which of the known names a misspelt one is meant to be: the one with the fewest letters to add, drop or change. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const byDistance = known.map((one) => ({ one, distance: editDistance(name, one) }))
  return byDistance.toSorted((a, b) => a.distance - b.distance)[0]?.one
}

/** Levenshtein's distance, one row of his table at a time. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let line = 0; line < from.length; line++) {
    const next = [line + 1]
    for (let at = 0; at < to.length; at++) {
      const changed = (row[at] ?? 0) + (from[line] === to[at] ? 0 : 1)
      next.push(Math.min(changed, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
