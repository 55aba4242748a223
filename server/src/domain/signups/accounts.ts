/** The first step of a batch: whose signup each command is, and which of them decides. */
import type { Tx } from '../../db/connect.js'
import { must } from '../../errors.js'
import { insertUserClaims, readUserOwners, takeFirstSignups } from '../identities/claim.js'
import type { SignupCommand } from './command.js'

/** A command that passed its checks, in its place in the order of arrival. */
export interface Arrival {
  readonly command: SignupCommand
  readonly occurredAt: Date
}

export interface Account extends Arrival {
  /** The participant whose signup this is. */
  readonly participantId: string
  /** The account was imported or had joined before its signup was told. */
  readonly knownBefore: boolean
  /** The first word of this signup: it is decided here. Otherwise it repeats what was said before. */
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
