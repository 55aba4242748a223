/**
 * The densest block of a bipartite graph, by greedy peeling: the node with the least weight is taken off again and again,
 * and the densest of all graphs on the way is kept. Its density is at least half of the best possible. Pure.
 *
 * Density is the weight of the edges by the number of nodes. Sources: M. Charikar, Greedy approximation algorithms for
 * finding dense components in a graph, 2000; B. Hooi et al., FRAUDAR, 2016.
 */
export interface Edge {
  readonly left: string
  readonly right: string
  /** Above 0. Several edges between two nodes add up. */
  readonly weight: number
}

export interface Block {
  readonly left: ReadonlySet<string>
  readonly right: ReadonlySet<string>
  readonly density: number
}

/** @returns undefined for a graph without edges */
export function densestBlock(edges: readonly Edge[]): Block | undefined {
  if (edges.length === 0) return undefined
  const nodes = nodesOf(edges)
  const left = new Set(nodes.keys())
  let total = edges.reduce((sum, { weight }) => sum + weight, 0)
  let best = { density: total / left.size, taken: 0 }
  const taken: string[] = []
  while (left.size > 1) {
    const next = lightest(nodes, left)
    left.delete(next)
    taken.push(next)
    total -= takeOff(nodes, next, left)
    const density = total / left.size
    // Rounding must not prefer a smaller graph of the same density.
    if (density > best.density + 1e-9) best = { density, taken: taken.length }
  }
  const gone = new Set(taken.slice(0, best.taken))
  const kept = edges.filter((edge) => !gone.has(leftNode(edge)) && !gone.has(rightNode(edge)))
  return {
    left: new Set(kept.map((edge) => edge.left)),
    right: new Set(kept.map((edge) => edge.right)),
    density: best.density,
  }
}

interface Node {
  weight: number
  readonly edges: { readonly to: string; readonly weight: number }[]
}

const leftNode = ({ left }: Edge) => `l${left}`
const rightNode = ({ right }: Edge) => `r${right}`

function nodesOf(edges: readonly Edge[]): Map<string, Node> {
  const nodes = new Map<string, Node>()
  const add = (from: string, to: string, weight: number) => {
    const node = nodes.get(from) ?? { weight: 0, edges: [] }
    node.weight += weight
    node.edges.push({ to, weight })
    nodes.set(from, node)
  }
  for (const edge of edges) {
    add(leftNode(edge), rightNode(edge), edge.weight)
    add(rightNode(edge), leftNode(edge), edge.weight)
  }
  return nodes
}

function lightest(nodes: ReadonlyMap<string, Node>, left: ReadonlySet<string>): string {
  let found = ''
  let least = Infinity
  for (const id of left) {
    const weight = nodes.get(id)?.weight ?? 0
    if (weight < least) [found, least] = [id, weight]
  }
  return found
}

/** @returns the weight of the edges that go with the node. */
function takeOff(nodes: ReadonlyMap<string, Node>, id: string, left: ReadonlySet<string>): number {
  let gone = 0
  for (const { to, weight } of nodes.get(id)?.edges ?? []) {
    const other = nodes.get(to)
    if (other === undefined || !left.has(to)) continue
    other.weight -= weight
    gone += weight
  }
  return gone
}
