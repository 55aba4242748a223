/** The first step of a batch: the account of each command, and which command decides its signup. */
import type { Tx } from '../../db/connect.js'
import { must } from '../../errors.js'
import { insertUserClaims, readUserOwners, takeFirstSignups } from '../identities/claim.js'
import type { SignupCommand } from './command.js'

/** A valid command, with its position in the order of arrival. */
export interface Arrival {
  readonly command: SignupCommand
  readonly occurredAt: Date
}

export interface Account extends Arrival {
  /** The participant of this signup. */
  readonly participantId: string
  /** The account was imported or had joined before its signup was reported. */
  readonly knownBefore: boolean
  /** The first report of this signup, which is decided here. Otherwise it is a repeat. */
  readonly decides: boolean
}

export async function claimAccounts(tx: Tx, programId: number, arrivals: readonly Arrival[]): Promise<Account[]> {
  if (arrivals.length === 0) return []
  const claims = arrivals.map(({ command }) => ({ digest: command.userDigest, ownerId: command.newOwnerId }))
  const won = await insertUserClaims(tx, programId, claims, true)
  const lost = claims.filter((claim) => !won.has(claim.ownerId))
  if (lost.length === 0) {
    return arrivals.map((arrival) => ({
      ...arrival,
      participantId: arrival.command.newOwnerId,
      knownBefore: false,
      decides: true,
    }))
  }
  const digests = [...new Set(lost.map((claim) => claim.digest))]
  const taken = await takeFirstSignups(tx, programId, digests)
  const owners = await readUserOwners(tx, programId, digests)
  return arrivals.map((arrival) => {
    const { userDigest, newOwnerId } = arrival.command
    const isNew = won.has(newOwnerId)
    return {
      ...arrival,
      participantId: isNew ? newOwnerId : must(owners.get(userDigest), 'a lost claim has an owner').ownerId,
      knownBefore: !isNew,
      // `delete` is true once: the first to arrive decides, its copies repeat.
      decides: isNew || taken.delete(userDigest),
    }
  })
}
