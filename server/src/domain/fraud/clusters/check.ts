/**
 * Compares the clusters of a program with its identities once in each of its days, stores the result, and repairs what
 * differs. After an upgrade from a version without clusters, the first check makes them.
 */
import { arrayText } from '../../../db/array-text.js'
import type { Sql, Tx } from '../../../db/connect.js'
import { retryingTransaction } from '../../../db/retry.js'
import { newId } from '../../../ids.js'
import { cutoffOf } from '../../../retention.js'
import { dayIn } from '../../standing/calendar.js'
import type { Context } from '../../standing/context.js'
import { standingOf } from '../../standing/find.js'
import { compareClusters } from './compare.js'
import { readRoots } from './roots.js'
import { lockRoots, unite } from './unite.js'

export interface ClusterCheck {
  /** How many accounts share something with another one. */
  readonly accounts: number
  /** How many of them were not united, and how many were united or counted without evidence. */
  readonly missing: number
  readonly extra: number
}

/** How many accounts one transaction repairs. */
const repairedMax = 500

/** Two runs at once compare twice, which is harmless. @returns undefined if it was not due */
export async function checkClustersDaily(context: Context, programId: number): Promise<ClusterCheck | undefined> {
  const { now, books, inForce } = await standingOf(context, programId)
  if (books.state === 'draft') return undefined
  const [latest] = await context.sql<{ checked_at: Date }[]>`
    select checked_at from cluster_checks where program_id = ${programId} order by id desc limit 1`
  const { timeZone } = inForce.terms
  if (latest !== undefined && dayIn(timeZone, latest.checked_at) === dayIn(timeZone, now)) return undefined
  return checkClusters(context.sql, programId, now)
}

/** @param now the program's own time. */
export async function checkClusters(sql: Sql, programId: number, now: Date): Promise<ClusterCheck> {
  const { accounts, missing, extra } = await compareClusters(sql, programId)
  for (const part of parts(extra)) await retryingTransaction(sql, (tx) => dissolve(tx, programId, part))
  const apart = extra.length === 0 ? missing : (await compareClusters(sql, programId)).missing
  for (const part of parts(apart)) await retryingTransaction(sql, (tx) => unite(tx, programId, part))
  const check = { accounts, missing: missing.length, extra: extra.length }
  await keepCheck(sql, programId, check, now)
  return check
}

function parts<Item>(items: readonly Item[]): Item[][] {
  return Array.from({ length: Math.ceil(items.length / repairedMax) }, (_, index) =>
    items.slice(index * repairedMax, (index + 1) * repairedMax),
  )
}

/** Deletes the whole clusters of these accounts. Nobody joins a cluster whose root is locked. */
async function dissolve(tx: Tx, programId: number, ownerIds: readonly string[]): Promise<void> {
  const roots = await readRoots(tx, programId, ownerIds)
  const rootIds = [...new Set([...roots.values()].map(({ id }) => id))].toSorted()
  await lockRoots(tx, programId, rootIds)
  await tx`
    with recursive members (owner_id) as (
      select id from unnest(${arrayText(rootIds)}::uuid[]) as r (id)
      union all
      select c.owner_id
      from members m, lateral (
        select owner_id from cluster_members
        where program_id = ${programId} and parent_id = m.owner_id and parent_id <> owner_id
        offset 0) as c
    )
    delete from cluster_members where program_id = ${programId} and owner_id in (select owner_id from members)`
}

async function keepCheck(
  sql: Sql,
  programId: number,
  { accounts, missing, extra }: ClusterCheck,
  at: Date,
): Promise<void> {
  await sql`
    insert into cluster_checks (program_id, id, checked_at, accounts, missing, extra)
    values (${programId}, ${newId()}, ${at}, ${accounts}, ${missing}, ${extra})`
  await sql`
    delete from cluster_checks
    where program_id = ${programId} and missing + extra = 0
      and checked_at < ${cutoffOf('clusterChecks', at)}`
}
