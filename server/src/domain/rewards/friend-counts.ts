/** How many standing referrals an advocate has, by state: what total caps and the portal go by. */
import type { Tx } from '../../db/connect.js'
import { postTransfers } from '../ledger/transfers.js'
import { type FriendChange } from '../ledger/transfer.js'

/** With their tallies. The caller holds the rows of the participants. */
export async function addToFriendCounts(
  tx: Tx,
  programId: number,
  changes: readonly FriendChange[],
  at: Date,
): Promise<void> {
  await postTransfers(tx, programId, [], at, { friends: changes })
}
