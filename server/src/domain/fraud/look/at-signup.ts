/**
 * Gathers what the rules may look at inside a signup, for all newcomers of a batch. Newcomers of the same batch see each
 * other, in order of arrival, as if each had come alone. Those of another batch that is not committed are not seen; the
 * look at the release sees them.
 */
import { arrayText } from '../../../db/array-text.js'
import type { Tx } from '../../../db/connect.js'
import type { IdentityKind } from '../../../db/rows.js'
import { isDevice } from '../../identities/claim.js'
import type { IdentityDigest } from '../../identities/digest.js'
import type { Sharing } from '../../identities/use.js'
import { clustersOf } from '../clusters/read.js'
import { readClusterFriends } from './cluster-friends.js'
import { countOfClicks, readMates, readOwnMarks, readTimes, type IndexedMark as AnyIndexedMark } from './mates.js'
import { matesMax, type Cluster, type FraudCase, type Mate } from '../signals/case.js'

/** The address is compared at the release only. */
type IndexedMark = Exclude<AnyIndexedMark, 'address'>

export interface Newcomer extends Pick<
  FraudCase,
  'by' | 'friendId' | 'advocateId' | 'occurredAt' | 'country' | 'trace'
> {
  readonly identities: readonly IdentityDigest[]
  /** A late code: the account may share identities that were stored before. */
  readonly isLate: boolean
  /** Another rule refuses this one: it has no case, and the others are compared with it. */
  readonly isRefused: boolean
}

export interface Look {
  readonly one: FraudCase
  /** See `Suspicion`. */
  readonly subjectId: string
}

/** @returns the case of each newcomer who has one, in order of arrival. */
export async function gatherAtSignup(
  tx: Tx,
  programId: number,
  now: Date,
  newcomers: readonly Newcomer[],
  sharing: readonly Sharing[],
): Promise<Look[]> {
  const asked = newcomers.filter(({ isRefused }) => !isRefused)
  if (asked.length === 0) return []
  const before = await readBefore(tx, programId, asked, sharing, now)
  return newcomers.flatMap((newcomer): Look[] => {
    const seen = seenBy(newcomer, before)
    if (newcomer.isRefused) return []
    const { by, friendId, advocateId, occurredAt, country, trace } = newcomer
    const shared = before.shared.get(friendId)
    const one: FraudCase = {
      stage: 'signup',
      by,
      friendId,
      advocateId,
      occurredAt,
      now,
      country,
      trace,
      ...seen,
      advocate: before.own.get(advocateId) ?? null,
      sharedDevice: shared?.devices ?? 0,
      sharedPhone: shared?.phones ?? 0,
      sharedWallet: 0,
      sameAddress: [],
      cluster: shared?.cluster ?? null,
      group: null,
    }
    return [{ one, subjectId: shared?.label ?? advocateId }]
  })
}

type Before = Awaited<ReturnType<typeof readBefore>>

/** What earlier signups left behind. Sent together on one connection: one round trip, for most batches. */
async function readBefore(
  tx: Tx,
  programId: number,
  asked: readonly Newcomer[],
  sharing: readonly Sharing[],
  now: Date,
) {
  const advocateIds = [...new Set(asked.map(({ advocateId }) => advocateId))]
  const clickIds = [...new Set(asked.flatMap(({ trace }) => trace.clickId ?? []))]
  const matesBy = (mark: IndexedMark) =>
    readMates(tx, programId, mark, [...new Set(asked.flatMap(({ trace }) => trace[mark] ?? []))], {
      stage: 'signup',
      now,
    })
  const [subnet, numberBlock, mailBlock, clicks, times, own, shared] = await Promise.all([
    matesBy('subnet'),
    matesBy('numberBlock'),
    matesBy('mailBlock'),
    countOfClicks(tx, programId, clickIds),
    readTimes(tx, programId, advocateIds),
    readOwnMarks(tx, programId, advocateIds),
    readShared(tx, programId, asked, sharing, now),
  ])
  return { mates: { subnet, numberBlock, mailBlock }, clicks, times, own, shared }
}

/** The neighbours of this newcomer, who becomes a neighbour of those who come next in the batch. */
function seenBy(newcomer: Newcomer, { mates, clicks, times }: Before) {
  const { trace, friendId, advocateId, occurredAt } = newcomer
  const mate = {
    friendId,
    advocateId,
    occurredAt,
    address: trace.address,
    agent: trace.agent,
    integrity: trace.integrity,
    laterDays: null,
    backAt: [],
  }
  const matesBy = (mark: IndexedMark): Mate[] => newestFirst(mates[mark], trace[mark], mate)
  const sameClick = trace.clickId === null ? 0 : (clicks.get(trace.clickId) ?? 0)
  if (trace.clickId !== null) clicks.set(trace.clickId, Math.min(matesMax, sameClick + 1))
  const before = times.get(advocateId) ?? []
  times.set(advocateId, [occurredAt, ...before].slice(0, matesMax))
  return {
    sameSubnet: matesBy('subnet'),
    sameNumberBlock: matesBy('numberBlock'),
    sameMailBlock: matesBy('mailBlock'),
    sameClick,
    siblings: before.map((at) => ({ occurredAt: at })),
  }
}

function newestFirst(lists: Map<string, Mate[]>, key: string | null, newcomer: Mate): Mate[] {
  if (key === null) return []
  const before = lists.get(key) ?? []
  lists.set(key, [newcomer, ...before].slice(0, matesMax))
  return before
}

interface Shared {
  /** Undefined for an account that is alone. */
  readonly label: string | undefined
  readonly devices: number
  readonly phones: number
  readonly cluster: Cluster | null
}

/** Of the newcomers who share an identity; nobody else costs a read. */
async function readShared(
  tx: Tx,
  programId: number,
  newcomers: readonly Newcomer[],
  sharing: readonly Sharing[],
  now: Date,
): Promise<Map<string, Shared>> {
  const sharers = new Set(sharing.flat())
  const own = newcomers.filter(({ friendId, isLate }) => isLate || sharers.has(friendId))
  if (own.length === 0) return new Map()
  const ids = own.flatMap(({ friendId, advocateId }) => [friendId, advocateId])
  const partners = new Map(own.map((newcomer) => [newcomer.friendId, partnersOf(newcomer, sharing)]))
  const [clusters, friends, uses] = await Promise.all([
    clustersOf(tx, programId, ids, sharing),
    readClusterFriends(tx, programId, [...new Set([...partners.values()].flat())], now),
    countUses(tx, programId, own),
  ])
  return new Map(
    own.map(({ friendId, advocateId }) => {
      const near = (partners.get(friendId) ?? []).flatMap((id) => friends.get(id) ?? [])
      const found = clusters.get(friendId)
      const cluster = found && {
        accounts: found.accounts,
        advocates: found.advocates,
        holdsAdvocate: clusters.get(advocateId)?.label === found.label,
        friends: near.filter((mate) => mate.friendId !== friendId).slice(0, matesMax),
      }
      const { devices, phones } = uses.get(friendId) ?? { devices: 0, phones: 0 }
      return [friendId, { label: found?.label, devices, phones, cluster: cluster ?? null }]
    }),
  )
}

/** Whose parts of the cluster are read. They are not united with the newcomer yet. */
function partnersOf({ friendId: id, isLate }: Newcomer, sharing: readonly Sharing[]): string[] {
  const others = sharing.flatMap(([one, other]) => (one === id ? [other] : other === id ? [one] : []))
  return [...new Set(isLate ? [id, ...others] : others)]
}

/** How many other accounts were seen with a newcomer's devices and phone, at most `matesMax` of each identity. */
async function countUses(
  tx: Tx,
  programId: number,
  newcomers: readonly Newcomer[],
): Promise<Map<string, { devices: number; phones: number }>> {
  const uses = newcomers.flatMap(({ friendId, identities }) => identities.map((one) => ({ ...one, friendId })))
  const rows = await tx<{ friend_id: string; kind: IdentityKind; others: number }[]>`
    select u.friend_id, u.kind, count(*)::int as others
    from unnest(
      ${arrayText(uses.map(({ kind }) => kind))}::identity_kind[],
      ${arrayText(uses.map(({ digest }) => digest))}::uuid[],
      ${arrayText(uses.map(({ friendId }) => friendId))}::uuid[]
    ) as u (kind, digest, friend_id), lateral (
      select from sightings
      where program_id = ${programId} and kind = u.kind and digest = u.digest and owner_id <> u.friend_id
      limit ${matesMax}) as s
    group by u.friend_id, u.kind, u.digest`
  const found = new Map<string, { devices: number; phones: number }>()
  for (const { friend_id: id, kind, others } of rows) {
    const known = found.get(id) ?? { devices: 0, phones: 0 }
    if (isDevice({ kind })) known.devices = Math.max(known.devices, others)
    else if (kind === 'phone') known.phones = Math.max(known.phones, others)
    found.set(id, known)
  }
  return found
}
