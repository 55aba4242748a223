/** The densest block of a graph, against a search through every block. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { blocksOf, type Place } from '../../src/domain/fraud/look/blocks.js'
import { densestBlock, type Edge } from '../../src/domain/fraud/signals/dense.js'

/** The density of the best block, by trying every set of nodes. */
function bestDensity(edges: readonly Edge[]): number {
  const nodes = [...new Set(edges.flatMap(({ left, right }) => [`l${left}`, `r${right}`]))]
  let best = 0
  for (let mask = 1; mask < 1 << nodes.length; mask++) {
    const inside = new Set(nodes.filter((_, index) => mask & (1 << index)))
    const weight = edges.reduce(
      (sum, edge) => (inside.has(`l${edge.left}`) && inside.has(`r${edge.right}`) ? sum + edge.weight : sum),
      0,
    )
    best = Math.max(best, weight / inside.size)
  }
  return best
}

const edge = fc.record({
  left: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  right: fc.constantFrom('1', '2', '3', '4', '5'),
  weight: fc.double({ min: 0.1, max: 5, noNaN: true }),
})

test('peeling finds a block of at least half of the best density, and says its density truly', () => {
  let worst = 1
  fc.assert(
    fc.property(fc.array(edge, { minLength: 1, maxLength: 20 }), (edges) => {
      const block = densestBlock(edges)
      assert.ok(block !== undefined)
      const inside = edges.filter(({ left, right }) => block.left.has(left) && block.right.has(right))
      const weight = inside.reduce((sum, one) => sum + one.weight, 0)
      const share = block.density / bestDensity(edges)
      worst = Math.min(worst, share)
      assert.ok(share >= 0.5, `${share} of the best`)
      assert.ok(Math.abs(block.density - weight / (block.left.size + block.right.size)) < 1e-6)
    }),
    { numRuns: 300 },
  )
  console.log(`# the worst block had ${worst.toFixed(2)} of the best density`)
  assert.equal(densestBlock([]), undefined)
})

const at = (minutes: number) => new Date(Date.UTC(2027, 0, 1, 12, minutes))
const place = (friendId: string, advocateId: string, subnet: string | null, minutes: number): Place => ({
  friendId,
  advocateId,
  subnet,
  occurredAt: at(minutes),
})

test('three advocates whose friends come from one network in one hour are a block; a carrier and a crowd are none', () => {
  const ring = Array.from({ length: 18 }, (_, index) => place(`ring-${index}`, `a${index % 3}`, 'flat', index))
  const others = Array.from({ length: 80 }, (_, index) => place(`f${index}`, `b${index}`, `home-${index}`, index * 7))
  const carrier = Array.from({ length: 60 }, (_, index) => place(`c${index}`, `c${index}`, 'carrier', index * 11))
  const unknown = Array.from({ length: 5 }, (_, index) => place(`u${index}`, 'u', null, index))
  const blocks = blocksOf([...ring, ...others, ...carrier, ...unknown])
  assert.equal(blocks.get('ring-0')?.friends, 18)
  assert.equal(blocks.get('ring-0')?.advocates, 3)
  for (const { friendId } of [...others, ...carrier, ...unknown])
    assert.equal(blocks.get(friendId), undefined, friendId)
})
