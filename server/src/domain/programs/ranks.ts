/**
 * Advocates in the order of their friends. A sweep folds them, because an index by friends would make every signup more
 * expensive. A reader adds the advocates whose friends changed since, so that no answer is behind.
 */
import type { Sql, Tx } from '../../db/connect.js'
import { retryingTransaction } from '../../db/retry.js'

export const ranksFoldedMax = 20_000

/**
 * Folds changes of referrals in the order of the feed. What it has passed, no running transaction can still come before.
 * @returns how many it took; as many as allowed means there may be more.
 */
export async function foldRanks(sql: Sql, programId: number): Promise<number> {
  return retryingTransaction(sql, async (tx) => {
    await tx`insert into rank_folds (program_id, turn) values (${programId}, 0) on conflict (program_id) do nothing`
    // Each statement has its own snapshot: what is folded is read after the row is locked, and after the turn is chosen.
    const [fold] = await tx<{ turn: bigint }[]>`
      select ${reachedTurn(tx)} as turn from rank_folds where program_id = ${programId} for update`
    const after = (fold?.turn ?? 0n).toString()
    const { taken, upto } = await nextTurn(tx, programId, after)
    if (taken > 0) await rankChanged(tx, programId, after, upto)
    await tx`update rank_folds set turn = ${upto}::bigint where program_id = ${programId}`
    return taken
  })
}

/** A turn is folded as a whole, even if it has more changes than are taken at once. */
async function nextTurn(tx: Tx, programId: number, after: string): Promise<{ taken: number; upto: string }> {
  const [next] = await tx<{ taken: number; upto: string }[]>`
    with taken as (
      select turn from changes
      where program_id = ${programId} and turn >= ${after}::bigint
        and turn < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
      order by turn, lsn, id
      limit ${ranksFoldedMax}
    )
    select count(*)::int as taken, (
        case when count(*) < ${ranksFoldedMax} then pg_snapshot_xmin(pg_current_snapshot())::text::bigint
          else greatest(max(turn), ${after}::bigint + 1) end)::text as upto
    from taken`
  return next ?? { taken: 0, upto: after }
}

async function rankChanged(tx: Tx, programId: number, after: string, upto: string): Promise<void> {
  await tx`
    insert into advocate_ranks (program_id, advocate_id, friends, friends_most)
    select ${programId}, p.id, p.friends_counted, coalesce((
        select sum(greatest(d.counted, 0)) from advocate_days d
        where d.program_id = ${programId} and d.advocate_id = p.id), 0)
    from (
      select distinct participant_id as id from changes
      where program_id = ${programId} and turn >= ${after}::bigint and turn < ${upto}::bigint
        and type like 'referral.%' and participant_id is not null
    ) as changed, lateral (
      select id, friends_counted from participants where program_id = ${programId} and id = changed.id limit 1
    ) as p
    order by p.id
    on conflict (program_id, advocate_id) do update
      set friends = excluded.friends, friends_most = excluded.friends_most
      where (advocate_ranks.friends, advocate_ranks.friends_most) <> (excluded.friends, excluded.friends_most)`
}

/** The ids of advocates whose friends may differ from their rank. */
export function changedSinceFold(sql: Sql | Tx, programId: number) {
  return sql`
    select distinct participant_id as id from changes
    where program_id = ${programId} and type like 'referral.%' and participant_id is not null
      and turn >= coalesce((select ${reachedTurn(sql)} from rank_folds where program_id = ${programId}), 0)`
}

/** In a database that was loaded into another server, the stored turn may be ahead of its numbers: all is folded again. */
function reachedTurn(sql: Sql | Tx) {
  return sql`case when turn <= pg_snapshot_xmin(pg_current_snapshot())::text::bigint then turn else 0 end`
}
