/**
 * Whether friends have fewer different values of a mark than people have. Pure.
 *
 * A ring works with a few phones on a few lines: of twelve accounts three kinds of phones are seen, and no two of them need
 * be the friend in question. People differ as the program's own sample differs. Both are urns: the next friend has the value
 * of an earlier one, or a new value by its share in the program. A value that many have, like a carrier's address, is drawn
 * often in either urn, so it says nothing.
 * Source: D. Blackwell and J. B. MacQueen, Ferguson distributions via Pólya urn schemes, 1973.
 */
import type { FraudCase, Group, Mark, Usual } from './case.js'
import { shareOfCrowds, shareOfFriends } from './crowds.js'
import { isLoose, type Ring } from './ring.js'
import { anyOf, decibans, eitherOf } from './weight.js'

/** How readily a ring takes a phone or a line that it did not use before: from one purpose-bought model to a mixed drawer. */
const ringUrns = [0.7, 2, 5]
/** People hardly choose by what others of the group have. */
const peopleUrn = 60

/**
 * @param values of the mark, of all friends of the group that left one
 * @param ringShare of rings, how many work like that
 * @param honestShare of the groups of honest friends, how many are alike for a good reason
 * @returns decibans, not bounded
 */
export function varietyWeight(
  values: readonly string[],
  mark: Mark,
  usual: Usual,
  { ringShare, honestShare }: { readonly ringShare: number; readonly honestShare: number },
): number {
  if (values.length < 3) return 0
  const shareOf = (value: string) => shareOfValue(usual, mark, usual.countOf(mark, value))
  const few = anyOf(ringUrns.map((urn) => urnChance(values, urn, shareOf))) - Math.log(ringUrns.length)
  const many = urnChance(values, peopleUrn, shareOf)
  return decibans(eitherOf(ringShare, few, many), eitherOf(honestShare, few, many))
}

/** Fewer friends do not show how many kinds there are. */
const sampleMin = 20

/**
 * Where nearly every value of the sample was seen twice, as of an app that names itself in two or six ways, there are no others:
 * the shares of the sample are those of the program.
 */
function shareOfValue(usual: Usual, mark: Mark, count: number): number {
  const { friends, unique } = usual
  const share = shareOfFriends(usual, count)
  return friends < sampleMin ? share : Math.max(share, (count / friends) * Math.max(0, 1 - unique[mark] / friends))
}

/** The log of the chance of these values in this order; any order has the same. */
function urnChance(values: readonly string[], urn: number, shareOf: (value: string) => number): number {
  const counts = new Map<string, number>()
  let log = 0
  for (const [before, value] of values.entries()) {
    const count = counts.get(value) ?? 0
    log += Math.log((count + urn * shareOf(value)) / (before + urn))
    counts.set(value, count + 1)
  }
  return log
}

export interface Phones {
  readonly friends: number
  readonly kinds: number
  readonly weight: number
}

/** How few kinds of phones the friends of a ring have. A ring that was chosen by its phones is compared with its surroundings. */
export function phonesOf(one: FraudCase, group: Group, ring: Ring): Phones | undefined {
  const members = surroundingsOf(group, ring)
  const agents = agentsOf(one, group, members)
  const isShared = members.some(({ agent }) => agent !== null && agent === one.trace.agent)
  if (isLoose(ring.bond) && !isShared) return undefined
  const honestShare = shareOfCrowds(group.usual, group.usual.alike.agent)
  const weight = varietyWeight(agents, 'agent', group.usual, { ringShare, honestShare })
  return { friends: agents.length, kinds: new Set(agents).size, weight }
}

/** Accounts of one phone, or of one wallet, count once: the phone of a family is of one kind anyway. */
function agentsOf({ friendId, trace, cluster }: FraudCase, { ties }: Group, members: readonly Owner[]): string[] {
  const seen = new Set<string>()
  const ownLabel = 'own'
  const own = new Set(cluster === null ? [] : [friendId, ...cluster.friends.map((mate) => mate.friendId)])
  return [{ friendId, agent: trace.agent }, ...members].flatMap((member) => {
    const label = own.has(member.friendId) ? ownLabel : ties.get(member.friendId)
    if (label !== undefined && seen.has(label)) return []
    if (label !== undefined) seen.add(label)
    return member.agent ?? []
  })
}

interface Owner {
  readonly friendId: string
  readonly agent: string | null
}

/** Not every ring has few phones: people who are paid for typing a code have their own. */
const ringShare = 0.6

function surroundingsOf({ siblings }: Group, ring: Ring): readonly Owner[] {
  return ring.bond === 'agent' ? siblings : ring.members
}

/** How few lines all friends of the advocate came from. */
export function linesWeight({ trace }: FraudCase, { siblings, usual }: Group): number {
  const addresses = [trace, ...siblings].flatMap(({ address }) => address ?? [])
  const honestShare = shareOfCrowds(usual, usual.alike.address)
  return varietyWeight(addresses, 'address', usual, { ringShare, honestShare })
}
