/** A box of SIM cards that is worked through for several advocates. Pure. */
import type { FraudCase, Mate } from './case.js'
import { within } from './times.js'

const hours = 3

/**
 * Friends of other advocates with a number of this friend's hundred, who came within hours of it from other addresses; empty where
 * the hundred brings as many at other times, because many people of the program have it.
 */
export function stripSessionOf({ sameNumberBlock, advocateId, trace, occurredAt }: FraudCase): readonly Mate[] {
  const others = sameNumberBlock.filter((mate) => mate.advocateId !== advocateId && mate.address !== trace.address)
  const near = others.filter((mate) => within(mate, occurredAt, hours))
  return near.length * 2 > others.length ? near : []
}
