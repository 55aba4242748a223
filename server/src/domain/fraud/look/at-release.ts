/**
 * Gathers what became known about friends during the hold: what they did since, the other friends of their advocates,
 * and what is usual in the program. Nothing is locked; what is found here is applied under the locks of the release.
 */
import { arrayText } from '../../../db/array-text.js'
import type { Sql } from '../../../db/connect.js'
import { clustersOf, type Cluster as Found } from '../clusters/read.js'
import { ageDaysOf, matesMax, type FraudCase, type Mate } from '../signals/case.js'
import type { Figures, Signal } from '../signals/rule.js'
import { rules } from '../rules/registry.js'
import { blocksOf } from './blocks.js'
import { CommonMarks } from './common-marks.js'
import { readClusterFriends } from './cluster-friends.js'
import { readHours } from './hours.js'
import { activityOf, columnsOf, knownFriendOf, type FriendRow, type KnownFriend } from './known-friends.js'
import { addTo, countOfClicks, readMates, readOwnMarks, type IndexedMark } from './mates.js'
import { readRoots } from '../clusters/roots.js'
import { pursesOf, readPayees } from './purses.js'
import { readCircles, type Circle } from './siblings.js'
import { readSample, Sample } from './usual.js'
import { readWallets } from './wallets.js'
import { readWithheld } from './withheld.js'

export interface LateLook {
  readonly one: FraudCase
  /** See `Suspicion`. */
  readonly subjectId: string
  /** What rules found inside the signup that do not look again. */
  readonly before: readonly Signal[]
}

interface Friend extends KnownFriend {
  readonly country: string | null
}

/** @returns the case of each friend who left a trace. */
export async function gatherAtRelease(
  sql: Sql,
  programId: number,
  now: Date,
  friendIds: readonly string[],
): Promise<LateLook[]> {
  const friends = await readFriends(sql, programId, friendIds, now)
  const youngest = friends
    .map(({ friendId }) => friendId)
    .toSorted()
    .at(-1)
  if (youngest === undefined) return []
  const read = await readKnown(sql, programId, now, friends, youngest)
  return looksOf(friends, read, now)
}

type Read = Awaited<ReturnType<typeof readKnown>>
type Known = Read & { readonly sample: Sample; readonly blocks: ReturnType<typeof blocksOf> }

/** The cases of friends from what was read about them all. Pure. */
export function looksOf(marked: readonly Friend[], readAll: Read, now: Date): LateLook[] {
  const common = new CommonMarks(readAll.sampled)
  const friends = common.without(marked)
  const read = withoutCommon(readAll, common)
  const { sampled } = read
  const blocks = blocksOf([...new Map([...sampled, ...friends].map((one) => [one.friendId, one])).values()])
  const known = { ...read, sample: new Sample(sampled, read.ties, now), blocks }
  return friends.map((friend) => lookOf(friend, known, now))
}

function withoutCommon(read: Read, common: CommonMarks): Read {
  const { address, subnet, numberBlock, mailBlock } = read.mates
  return {
    ...read,
    mates: {
      address: common.withoutIn(address),
      subnet: common.withoutIn(subnet),
      numberBlock: common.withoutIn(numberBlock),
      mailBlock: common.withoutIn(mailBlock),
    },
    tiedFriends: common.withoutIn(read.tiedFriends),
    sampled: common.without(read.sampled),
    circles: new Map(
      [...read.circles].map(([id, circle]) => [id, { ...circle, friends: common.without(circle.friends) }]),
    ),
  }
}

async function readKnown(sql: Sql, programId: number, now: Date, friends: readonly Friend[], youngest: string) {
  const ids = friends.map(({ friendId }) => friendId)
  const advocateIds = [...new Set(friends.map(({ advocateId }) => advocateId))]
  const clickIds = [...new Set(friends.flatMap(({ clickId }) => clickId ?? []))]
  const latest = new Date(Math.max(...friends.map(({ occurredAt }) => occurredAt.getTime())))
  const matesBy = (mark: IndexedMark) =>
    readMates(sql, programId, mark, [...new Set(friends.flatMap((friend) => friend[mark] ?? []))], {
      stage: 'release',
      now,
    })
  const clusters = await clustersOf(sql, programId, [...ids, ...advocateIds])
  const tied = ids.filter((id) => clusters.has(id))
  const [address, subnet, numberBlock, mailBlock, clicks, own, circles, tiedFriends, sampled, hours, wallets, signals] =
    await Promise.all([
      matesBy('address'),
      matesBy('subnet'),
      matesBy('numberBlock'),
      matesBy('mailBlock'),
      countOfClicks(sql, programId, clickIds),
      readOwnMarks(sql, programId, advocateIds),
      readCircles(sql, programId, advocateIds, clusters, now),
      readClusterFriends(sql, programId, tied, now),
      readSample(sql, programId, youngest, now),
      readHours(sql, programId, latest),
      readWallets(sql, programId, [...ids, ...advocateIds]),
      readSignupSignals(sql, programId, ids),
    ])
  const looked = [
    ...ids,
    ...friendsIn([...address.values(), ...tiedFriends.values()], [...circles.byAdvocate.values()]),
  ]
  const tiedIds = [...tiedFriends.values()].flat().map(({ friendId }) => friendId)
  const everybody = [...new Set([...looked, ...sampled.map(({ friendId }) => friendId)])]
  const [roots, withheld, payees, tiedWallets] = await Promise.all([
    readRoots(sql, programId, everybody),
    readWithheld(sql, programId, looked),
    readPayees(
      sql,
      programId,
      looked.filter((id) => !circles.paidIds.has(id)),
    ),
    readWallets(sql, programId, [...new Set(tiedIds)]),
  ])
  const mates = { address, subnet, numberBlock, mailBlock }
  return {
    clusters,
    mates,
    clicks,
    own,
    circles: circles.byAdvocate,
    tiedFriends,
    sampled,
    hours,
    wallets: new Map([...tiedWallets, ...wallets]),
    ties: new Map([...roots].map(([id, { label }]) => [id, label])),
    withheld,
    purses: pursesOf([...circles.payees, ...payees]),
    signals,
  }
}

/** Everybody who may be in a ring with a friend. */
function friendsIn(mates: readonly (readonly Mate[])[], circles: readonly Circle[]): string[] {
  const ids = [...mates, ...circles.map(({ friends }) => friends)].flatMap((all) => all.map(({ friendId }) => friendId))
  return [...new Set(ids)]
}

function lookOf(friend: Friend, known: Known, now: Date): LateLook {
  const { friendId, advocateId, occurredAt, country, laterDays, backAt, ...trace } = friend
  const found = known.clusters.get(friendId)
  const circle = known.circles.get(advocateId)
  const others = <Item extends { readonly friendId: string }>(items: readonly Item[] | undefined) =>
    (items ?? []).filter((one) => one.friendId !== friendId)
  const matesBy = (mark: IndexedMark): Mate[] => others(known.mates[mark].get(trace[mark] ?? ''))
  const siblings = others(circle?.friends)
  const tied = (known.tiedFriends.get(friendId) ?? []).map((mate) => mate.friendId)
  const one: FraudCase = {
    stage: 'release',
    by: trace.clickId === null ? 'code' : 'click',
    friendId,
    advocateId,
    occurredAt,
    now,
    country: country ?? undefined,
    trace,
    advocate: known.own.get(advocateId) ?? null,
    sharedDevice: 0,
    sharedPhone: 0,
    sharedWallet: Math.max(...[friendId, advocateId, ...tied].map((id) => known.wallets.get(id) ?? 0)),
    sameAddress: matesBy('address'),
    sameSubnet: matesBy('subnet'),
    sameNumberBlock: matesBy('numberBlock'),
    sameMailBlock: matesBy('mailBlock'),
    sameClick: trace.clickId === null ? 0 : Math.max(0, (known.clicks.get(trace.clickId) ?? 1) - 1),
    siblings: siblings.slice(0, matesMax),
    cluster: found === undefined ? null : clusterOf(found, friend, known),
    group: {
      siblings,
      own: { laterDays, backAt },
      ties: known.ties,
      withheld: known.withheld,
      purses: known.purses,
      usual: known.sample.besides(circle?.advocateIds ?? new Set([advocateId]), trace, ageDaysOf(occurredAt, now)),
      programHour: known.hours.at(occurredAt),
      block: known.blocks.get(friendId) ?? null,
    },
  }
  return { one, subjectId: found?.label ?? advocateId, before: known.signals.get(friendId) ?? [] }
}

function clusterOf({ accounts, advocates, label }: Found, { friendId, advocateId }: Friend, known: Known) {
  const friends = (known.tiedFriends.get(friendId) ?? []).filter((mate) => mate.friendId !== friendId)
  return { accounts, advocates, holdsAdvocate: known.clusters.get(advocateId)?.label === label, friends }
}

async function readFriends(sql: Sql, programId: number, friendIds: readonly string[], now: Date): Promise<Friend[]> {
  const rows = await sql<(FriendRow & Pick<Friend, 'country'>)[]>`
    select ${columnsOf(sql)}, p.country
    from unnest(${arrayText(friendIds)}::uuid[]) as f (id), lateral (
      select * from traces where program_id = ${programId} and friend_id = f.id limit 1) as t, lateral (
      select country from participants where program_id = ${programId} and id = f.id limit 1) as p
    ${activityOf(sql, programId)}`
  return rows.map((row) => knownFriendOf(row, now))
}

/** Of rules that look inside the signup only. The others find their signals anew. */
async function readSignupSignals(
  sql: Sql,
  programId: number,
  friendIds: readonly string[],
): Promise<Map<string, Signal[]>> {
  const names = rules.flatMap(({ name, stages }) => (stages.includes('release') ? [] : [name]))
  if (names.length === 0) return new Map()
  const rows = await sql<(Signal & { friendId: string; figures: Figures })[]>`
    select s.referral_id as "friendId", s.rule, s.family, s.weight, s.flag_only as "flagOnly", s.figures
    from unnest(${arrayText(friendIds)}::uuid[]) as f (id), lateral (
      select * from signals
      where program_id = ${programId} and referral_id = f.id and stage = 'signup' and rule = any(${names}::text[])) as s`
  const found = new Map<string, Signal[]>()
  for (const { friendId, ...signal } of rows) addTo(found, friendId, signal)
  return found
}
