/** Clusters of accounts that share a device, a phone or a wallet, in memory. Ids are in order of age. */

export class Clusters {
  private readonly parents = new Map<string, string>()
  private readonly members = new Map<string, string[]>()

  unite(one: string, other: string): void {
    const [a, b] = [this.rootOf(one), this.rootOf(other)]
    if (a === b) return
    const [root, child] = this.of(a).length >= this.of(b).length ? [a, b] : [b, a]
    this.members.set(root, [...this.of(root), ...this.of(child)])
    this.members.delete(child)
    this.parents.set(child, root)
  }

  isAlone(id: string): boolean {
    return this.of(id).length === 1
  }

  /** All accounts of the cluster, this one included. */
  of(id: string): readonly string[] {
    return this.members.get(this.rootOf(id)) ?? [id]
  }

  labelOf(id: string): string {
    return this.of(id).reduce((least, one) => (one < least ? one : least))
  }

  private rootOf(id: string): string {
    let root = id
    for (let next = this.parents.get(root); next !== undefined; next = this.parents.get(root)) root = next
    return root
  }
}
