/**
 * What the app saw of an account when it joined, so that friends can be compared with an advocate whom nobody brought.
 * A friend has a trace already.
 */
import type { Tx } from '../../db/connect.js'
import type { OwnMarks } from './signals/case.js'

/**
 * Of a participant who is stored already. The first marks stay: an app may join its people at every start.
 * @param bornMax see `bornMaxOf`
 */
export async function keepJoinMarks(
  tx: Tx,
  programId: number,
  participantId: string,
  { address, subnet, agent }: OwnMarks,
  bornMax: number | null,
): Promise<void> {
  if (address === null && agent === null) return
  // The lock waits for an erasure, which deletes the marks.
  await tx`
    insert into join_marks (program_id, participant_id, address, subnet, agent)
    select program_id, id, ${address}::uuid, ${subnet}::uuid, ${agent}::uuid
    from participants p
    where program_id = ${programId} and id = ${participantId} and erased_at is null
      and (birth_year is null or ${bornMax}::smallint is null or birth_year <= ${bornMax}::smallint)
      and not exists (select from traces where program_id = ${programId} and friend_id = ${participantId})
      and not exists (select from join_marks where program_id = ${programId} and participant_id = ${participantId})
    for share of p
    on conflict do nothing`
}
