/** Keys for the rows of a list. Pure. */

/**
 * Gives each item a key of its own. Svelte stops drawing the whole page when two rows of a list share a key, and two pages
 * of a list can share an item that moved between two reads. The second item with a key gets a number, so no row is hidden.
 */
export function withKeys<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): { readonly key: string; readonly item: T }[] {
  const taken = new Map<string, number>()
  return items.map((item) => {
    const own = keyOf(item)
    const before = taken.get(own) ?? 0
    taken.set(own, before + 1)
    return { key: `${own} ${before}`, item }
  })
}
