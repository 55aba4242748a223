/**
 * A cache with a maximum number of entries. An entry that was used lately outlives a flood of new keys. No decision rests
 * on it.
 *
 * It has two generations: a full young one becomes the old one, and the old one is dropped. A look-up writes only when it
 * finds its entry in the old one (docs/decisions/0063).
 */
export class BoundedCache<K, V extends {}> {
  private readonly generationMax: number
  private young = new Map<K, V>()
  private old = new Map<K, V>()

  constructor(entriesMax: number) {
    this.generationMax = Math.ceil(entriesMax / 2)
  }

  get(key: K): V | undefined {
    const value = this.young.get(key)
    if (value !== undefined) return value
    const older = this.old.get(key)
    if (older !== undefined) this.set(key, older)
    return older
  }

  set(key: K, value: V): void {
    this.old.delete(key)
    if (this.young.size >= this.generationMax && !this.young.has(key)) {
      this.old = this.young
      this.young = new Map()
    }
    this.young.set(key, value)
  }

  delete(key: K): void {
    this.young.delete(key)
    this.old.delete(key)
  }

  clear(): void {
    this.young.clear()
    this.old.clear()
  }
}
