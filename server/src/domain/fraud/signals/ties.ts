/** Which of some friends share a phone, a number or a wallet among them. Pure. */

export interface Tied {
  readonly friends: number
  /** Into so many groups they fall. */
  readonly groups: number
  readonly largest: number
}

/** @param labels of the clusters of the friends; undefined for a friend who shares nothing */
export function countTied(labels: readonly (string | undefined)[]): Tied {
  const counts = new Map<string, number>()
  for (const label of labels) if (label !== undefined) counts.set(label, (counts.get(label) ?? 0) + 1)
  const shared = [...counts.values()].filter((count) => count > 1)
  return {
    friends: shared.reduce((sum, count) => sum + count, 0),
    groups: shared.length,
    largest: Math.max(0, ...shared),
  }
}
