/** Marks of the network that a whole ring has in common. Pure. */
import { matesMax, type FraudCase, type Group, type Mark } from './case.js'
import { markWeight, sharing } from './crowds.js'
import { daysWeight, silentFrom, surelySilentFrom } from './days.js'
import { markOf, type Ring } from './ring.js'
import { togetherWeight } from './together.js'

/** Of the ring, so many must have the mark before the mark speaks about the ring. A ring works with two or three phones. */
const shareMin = 0.35

export interface SharedMark {
  readonly friends: number
  readonly weight: number
}

export function sharedMark(one: FraudCase, ring: Ring, mark: Mark, weightMax: number): SharedMark | undefined {
  if (one.group === null) return undefined
  const alike = sharing(one, one.group, mark)
  const members = new Set(ring.members.map(({ friendId }) => friendId))
  if (alike.filter(({ friendId }) => members.has(friendId)).length < shareMin * members.size) return undefined
  if (isOnePhone(one, ring)) return undefined
  const chosen = markOf(ring.bond) === mark ? ring.chosen : 0
  const weight = Math.round(markWeight(one, one.group, mark, provenMax(one, one.group, ring, weightMax)) - chosen)
  return weight <= 0 ? undefined : { friends: alike.length, weight }
}

/** So much likelier is it that somebody opens the accounts one after the other. */
const usedTogetherFrom = 6

/**
 * People who live, learn or shop together share their network and often their kind of phone. If they live on in the app,
 * that says little. Without reports of what friends do, nobody tells a farm from such people: then it says half as much.
 */
export function provenMax(one: FraudCase, { usual }: Group, ring: Ring, weightMax: number): number {
  if (usual.days === null) return Math.floor(weightMax / 2)
  const silence = daysWeight(one, ring)
  const isUsedTogether = silence > -silentFrom && togetherWeight(one, ring) >= usedTogetherFrom
  const thirds = silence >= surelySilentFrom || isUsedTogether ? 3 : silence < silentFrom ? 1 : 2
  return Math.floor((weightMax * thirds) / 3)
}

/** Accounts of one phone have its network and its kind anyway: that is no further evidence. */
function isOnePhone({ cluster, sharedDevice }: FraudCase, { members }: Ring): boolean {
  if (cluster === null) return sharedDevice > 0
  const inside = new Set(cluster.friends.map(({ friendId }) => friendId))
  const shared = members.filter(({ friendId }) => inside.has(friendId)).length
  return shared * 2 >= Math.min(members.length, matesMax)
}
