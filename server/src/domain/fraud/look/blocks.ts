/**
 * Dense blocks of advocates, networks and hours among friends of about the same time. Each network weighs less the more
 * friends of the sample have it, so the network of a carrier makes no block. Pure.
 */
import { hourMs } from '../../../clock.js'
import { densestBlock, type Edge } from '../signals/dense.js'
import { addTo } from './mates.js'
import type { Group } from '../signals/case.js'

export interface Place {
  readonly friendId: string
  readonly advocateId: string
  readonly subnet: string | null
  readonly occurredAt: Date
}

type Block = NonNullable<Group['block']>

const blocksMax = 8
/** A block that stands out is this many times as dense as all friends together. */
const timesDenser = 2

/** @returns the block of each friend who is in one that stands out. */
export function blocksOf(places: readonly Place[]): Map<string, Block> {
  const sharers = new Map<string, Place[]>()
  for (const one of places) if (one.subnet !== null) addTo(sharers, one.subnet, one)
  const edges = places.flatMap(({ friendId, advocateId, subnet, occurredAt }) => {
    const around = subnet === null ? [] : (sharers.get(subnet) ?? [])
    if (subnet === null || isCarrier(around)) return []
    const hour = Math.floor(occurredAt.getTime() / hourMs)
    const weight = 1 / Math.log(2 + Math.sqrt(around.length))
    return [{ left: advocateId, right: `${subnet} ${hour}`, weight, friendId }]
  })
  const found = new Map<string, Block>()
  const usual = densityOf(edges)
  let rest = edges
  for (let blocks = 0; blocks < blocksMax && rest.length > 0; blocks++) {
    const block = densestBlock(rest)
    if (block === undefined || block.density < timesDenser * usual) break
    const inside = rest.filter(({ left, right }) => block.left.has(left) && block.right.has(right))
    const { density } = block
    const friends = new Set(inside.map(({ friendId }) => friendId))
    for (const id of friends) found.set(id, { friends: friends.size, advocates: block.left.size, density })
    rest = rest.filter(({ friendId }) => !friends.has(friendId))
  }
  return found
}

/** A network that brings about one friend of each of many advocates is a carrier's: everybody has it. */
function isCarrier(around: readonly Place[]): boolean {
  const advocates = new Set(around.map(({ advocateId }) => advocateId)).size
  return advocates >= carrierFrom && around.length < friendsOfEachFrom * advocates
}

const carrierFrom = 4
const friendsOfEachFrom = 2

function densityOf(edges: readonly Edge[]): number {
  const nodes = new Set(edges.map(({ left }) => left)).size + new Set(edges.map(({ right }) => right)).size
  return edges.reduce((sum, { weight }) => sum + weight, 0) / Math.max(1, nodes)
}
