/**
 * A cache that holds so many entries at most. What was asked for lately outlives what was not: a flood of new keys does
 * not empty it, as it empties one that begins anew when it is full. Nothing is decided by it.
 *
 * Two generations: a full young one becomes the old one, and the old one is dropped. To keep the exact order of use
 * would write at each look-up; this one writes only when it finds something in the old generation.
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
