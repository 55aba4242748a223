/**
 * Looks for abuse among the signups of a batch that no other rule refuses: after the rules about identities, before caps
 * and budget.
 */
import type { Tx } from '../../db/connect.js'
import type { Sharing } from '../identities/use.js'
import { gatherAtSignup, type Newcomer } from '../fraud/look/at-signup.js'
import type { Suspicion } from '../fraud/look/suspicion.js'
import { assess, looks, type FraudSettings } from '../fraud/settings.js'
import type { Trace } from '../fraud/signals/case.js'
import { bornMaxOf } from '../standing/under-age.js'
import type { RefusalReason } from '../reasons/signup-reasons.js'
import type { Evidence } from './evidence.js'
import type { Candidate } from './candidate.js'

export interface Attributed {
  readonly candidate: Candidate
  readonly evidence: Evidence
  readonly refusal: RefusalReason | undefined
}

/** @returns what was found, by participant. Nobody is in it who shows no signal. */
export async function suspect(
  tx: Tx,
  programId: number,
  { settings, sharing, now }: { settings: FraudSettings; sharing: readonly Sharing[]; now: Date },
  attributed: readonly Attributed[],
): Promise<Map<string, Suspicion>> {
  if (!looks(settings)) return new Map()
  const newcomers = attributed.filter(leavesTrace).map(newcomerOf)
  const found = await gatherAtSignup(tx, programId, now, newcomers, sharing)
  return new Map(
    found.flatMap(({ one, subjectId }): [string, Suspicion][] => {
      const { signals, score } = assess(one, settings)
      return signals.length === 0 ? [] : [[one.friendId, { signals, score, subjectId }]]
    }),
  )
}

function newcomerOf({ candidate, evidence, refusal }: Attributed): Newcomer {
  const { facts, late, participantId } = candidate
  return {
    by: evidence.by,
    friendId: participantId,
    advocateId: evidence.advocateId,
    occurredAt: candidate.occurredAt,
    country: facts.country,
    trace: traceOf(candidate, evidence),
    identities: facts.identities,
    isLate: late,
    isRefused: refusal !== undefined,
  }
}

/** Somebody under 18 leaves none where the program has an age rule. */
export function leavesTrace({ candidate, evidence }: { candidate: Candidate; evidence: Evidence }): boolean {
  const { facts, occurredAt } = candidate
  return (facts.birthYear ?? 0) <= (bornMaxOf(evidence.version.terms, occurredAt) ?? Infinity)
}

/** What the signup leaves behind for the rules. */
export function traceOf({ facts, occurredAt }: Candidate, { clickId, clickedAt }: Evidence): Trace {
  return { ...facts.seen, clickId, clickMs: clickedAt === null ? null : occurredAt.getTime() - clickedAt.getTime() }
}
