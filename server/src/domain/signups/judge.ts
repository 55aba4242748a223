/**
 * Judges each candidate of a batch: evidence, rules, caps, budget, in order of arrival. Writes only rows of new
 * friends.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Tx } from '../../db/connect.js'
import { seenWith, type Use } from '../identities/claim.js'
import type { IdentityDigest } from '../identities/digest.js'
import { lockParticipants } from '../person/lock.js'
import { dayIn } from '../standing/calendar.js'
import { deviceRuleOf } from '../standing/device-rule.js'
import type { Standing } from '../standing/find.js'
import type { Terms } from '../standing/terms.js'
import { allot, type Room } from './allot.js'
import type { Candidate } from './candidate.js'
import { BatchOutdated, type Decision } from './decision.js'
import { weighEvidence, type Evidence, type Findings } from './evidence.js'
import { addFriends, readProven, readRoom } from './friends.js'
import { holdDaysOf } from '../fraud/hold.js'
import { holdMsOf } from '../standing/hold.js'
import type { Suspicion } from '../fraud/look/suspicion.js'
import type { FraudSettings } from '../fraud/settings.js'
import type { Sharing } from '../identities/use.js'
import { Lineage, readLines, type Pair } from '../person/lineage.js'
import type { OrganicReason, RefusalReason } from '../reasons/signup-reasons.js'
import { matchOf, refusalOf, type Case } from './rules.js'
import { grantsOf } from '../rewards/grant.js'
import { readStored, type Stored } from './stored.js'
import { suspect } from './suspect.js'

export interface Judged {
  readonly candidate: Candidate
  readonly evidence: Evidence | null
  /** See `matchOf` in rules.ts. */
  readonly matchedId: string | null
  /** The day whose cap a grant uses, in the program's time zone. */
  readonly day: string
  readonly decision: Decision
  /** What the rules of abuse found; null where they found nothing or did not look. */
  readonly suspicion: Suspicion | null
}

/** How a batch looks for abuse. */
export interface Suspecting {
  readonly settings: FraudSettings
  /** Accounts of this batch and others that share an identity. */
  readonly sharing: readonly Sharing[]
}

type Weighed =
  | { readonly candidate: Candidate; readonly organic: OrganicReason }
  | {
      readonly candidate: Candidate
      readonly evidence: Evidence
      readonly refusal: RefusalReason | undefined
      readonly matchedId: string | null
      readonly suspicion: Suspicion | null
    }

export async function judge(
  tx: Tx,
  programId: number,
  standing: Standing,
  found: Findings,
  candidates: readonly Candidate[],
  suspecting: Suspecting,
): Promise<{ fresh: Judged[]; closed: Stored[] }> {
  const unsuspected = await weigh(tx, programId, standing, found, candidates)
  const { timeZone } = standing.inForce.terms
  const claimants = unsuspected.flatMap((one) =>
    'evidence' in one && one.refusal === undefined
      ? [
          {
            advocateId: one.evidence.advocateId,
            day: dayIn(timeZone, one.candidate.occurredAt),
            caps: one.evidence.version.terms.caps,
            promisedDays: one.evidence.version.terms.holdDays,
          },
        ]
      : [],
  )
  const lateIds = candidates.filter(({ late }) => late).map(({ participantId }) => participantId)
  const pairs = unsuspected.flatMap(latePair)
  const tops = topsOf(await readLines(tx, programId, pairs))
  const newFriends = candidates.filter(({ late }) => !late)
  // Sent together on one connection and run in this order, so the reads after the lock see locked rows. The look for abuse
  // needs no lock, and shares the round trip.
  const held = new Set([...claimants.map(({ advocateId }) => advocateId), ...lateIds, ...tops])
  const { hold } = suspecting.settings
  const [weighed, , , lateNow, lines, room, proven] = await Promise.all([
    withSuspicions(tx, programId, { ...suspecting, now: standing.now }, unsuspected),
    addFriends(tx, programId, newFriends),
    lockParticipants(tx, programId, [...held]),
    readStored(tx, programId, lateIds),
    readLines(tx, programId, pairs),
    readRoom(tx, programId, standing.books.budgetMinor, claimants),
    readProven(tx, programId, hold.provenDays === null ? [] : claimants, {
      friendsMin: hold.provenFriends,
      now: standing.now,
    }),
  ])
  // A late code after another batch was faster: a repeat.
  const closed = [...lateNow.values()].filter(({ facts }) => facts === null)
  const closedIds = new Set(closed.map(({ participantId }) => participantId))
  // Facts learnt about a friend while this batch waited for the row count too.
  for (const { participantId, late, facts } of candidates) {
    const now = lateNow.get(participantId)?.facts
    if (late && now && !isDeepStrictEqual(now, facts)) throw new BatchOutdated()
  }
  // The line has a new top, whose row is not locked.
  if (topsOf(lines).some((id) => !held.has(id))) throw new BatchOutdated()
  const open = weighed.filter(({ candidate }) => !closedIds.has(candidate.participantId))
  return { fresh: decideAll(open, { standing, room, hold, proven }, new Lineage(lines)), closed }
}

async function weigh(
  tx: Tx,
  programId: number,
  standing: Standing,
  found: Findings,
  candidates: readonly Candidate[],
): Promise<Weighed[]> {
  const withEvidence = await withoutOwnLine(tx, programId, found, standing, candidates)
  const seen = await seenWith(
    tx,
    programId,
    withEvidence.flatMap(({ candidate, evidence }) =>
      typeof evidence === 'string' ? [] : questionable(candidate, evidence, standing),
    ),
  )
  return withEvidence.map(({ candidate, evidence }) => {
    if (typeof evidence === 'string') return { candidate, organic: evidence }
    const one = caseOf(candidate, evidence, seen)
    const refusal = refusalOf(one)
    return { candidate, evidence, refusal, matchedId: matchOf(refusal, one), suspicion: null }
  })
}

async function withSuspicions(
  tx: Tx,
  programId: number,
  how: Suspecting & { readonly now: Date },
  weighed: readonly Weighed[],
): Promise<Weighed[]> {
  const attributed = weighed.flatMap((one) => ('evidence' in one ? [one] : []))
  const found = await suspect(tx, programId, how, attributed)
  return weighed.map((one): Weighed => {
    const suspicion = found.get(one.candidate.participantId)
    if (!('evidence' in one) || suspicion === undefined) return one
    const refusal = suspicion.score.verdict === 'refuse' ? 'suspected_abuse' : undefined
    return { ...one, refusal, suspicion }
  })
}

/**
 * The evidence of each candidate. An account that joined before its signup may have friends: a code of its own
 * descendant is treated as no code, and the signup uses its click. A member is granted nothing, so no row is locked for
 * this. For a late code it is checked when the rows are locked (`decideAll`).
 */
async function withoutOwnLine(
  tx: Tx,
  programId: number,
  found: Findings,
  standing: Standing,
  candidates: readonly Candidate[],
): Promise<{ candidate: Candidate; evidence: Evidence | OrganicReason }[]> {
  const all = candidates.map((candidate) => ({
    candidate,
    evidence: weighEvidence(candidate.command, found, standing, candidate),
  }))
  const pairs = all.flatMap(({ candidate: { late, facts, participantId }, evidence }): Pair[] =>
    !late && facts.knownBefore && typeof evidence !== 'string' && evidence.by === 'code'
      ? [{ friendId: participantId, advocateId: evidence.advocateId }]
      : [],
  )
  const lineage = new Lineage(await readLines(tx, programId, pairs))
  return all.map(({ candidate, evidence }) => {
    if (candidate.late || !lineage.leadsBack(candidate.participantId)) return { candidate, evidence }
    const command = { ...candidate.command, code: undefined }
    return { candidate, evidence: weighEvidence(command, found, standing, candidate) }
  })
}

/**
 * Identities that the advocate might have been seen with. Nobody else had used a friend's first claim by then, unless
 * devices were free in some version of the program; for a late code anybody may have.
 */
function questionable({ facts, late }: Candidate, { advocateId }: Evidence, standing: Standing): Use[] {
  const { devicesWereFree } = deviceRuleOf(standing)
  const asked = late || devicesWereFree ? facts.identities : facts.lost
  return asked.map(({ kind, digest }) => ({ kind, digest, ownerId: advocateId }))
}

function caseOf({ facts, occurredAt, participantId }: Candidate, evidence: Evidence, seen: ReadonlySet<string>): Case {
  const seenWithAdvocate = ({ kind, digest }: IdentityDigest) => seen.has(`${kind} ${digest} ${evidence.advocateId}`)
  const lost = facts.lost.map((use) => ({
    kind: use.kind,
    claimedBy: use.claimedBy,
    advocates: use.claimedBy === evidence.advocateId || seenWithAdvocate(use),
  }))
  return {
    evidence,
    occurredAt,
    knownBefore: facts.knownBefore,
    sent: new Set(facts.identities.map(({ kind }) => kind)),
    lost,
    // An account that joined after an organic signup has a code, and may type it.
    sharesWithAdvocate: participantId === evidence.advocateId || facts.identities.some(seenWithAdvocate),
    country: facts.country,
    birthYear: facts.birthYear,
  }
}

/** The friend and the advocate of a late code that can be granted. A new friend has no descendants. */
function latePair(weighed: Weighed): Pair[] {
  if (!weighed.candidate.late || !('evidence' in weighed)) return []
  return [{ friendId: weighed.candidate.participantId, advocateId: weighed.evidence.advocateId }]
}

function topsOf(lines: ReadonlyMap<string, { topId: string }>): string[] {
  return [...lines.values()].map(({ topId }) => topId)
}

interface Deciding {
  readonly standing: Standing
  readonly room: Room
  readonly hold: FraudSettings['hold']
  /** Advocates whose friends were right before. */
  readonly proven: ReadonlySet<string>
}

/**
 * In order of arrival. A code of the friend's own descendant does not count: the signup stays organic, and another code
 * may come.
 */
function decideAll(weighed: readonly Weighed[], deciding: Deciding, lineage: Lineage): Judged[] {
  return weighed.flatMap((one) => {
    const { late, participantId } = one.candidate
    if (late && lineage.leadsBack(participantId)) return []
    const judged = decideOne(one, deciding)
    if (late && judged.decision.outcome === 'referred') lineage.add(participantId)
    return [judged]
  })
}

function decideOne(weighed: Weighed, { standing, room, hold, proven }: Deciding): Judged {
  const { candidate } = weighed
  const day = dayIn(standing.inForce.terms.timeZone, candidate.occurredAt)
  const nothing: Decision = {
    participantId: candidate.participantId,
    outcome: 'organic',
    reason: null,
    attributedBy: null,
    advocateUserId: null,
    pending: false,
    reviewed: false,
    availableAt: null,
    decidedAt: standing.now,
    reward: null,
    friendReward: null,
  }
  if ('organic' in weighed) {
    const decision = { ...nothing, reason: weighed.organic }
    return { candidate, evidence: null, matchedId: null, day, decision, suspicion: null }
  }
  const { evidence, matchedId, suspicion } = weighed
  const { terms } = evidence.version
  const attributed = { ...nothing, attributedBy: evidence.by, advocateUserId: evidence.advocateUserId }
  const shared = { candidate, evidence, matchedId, day, suspicion }
  const declined = candidate.command.veto === 'refuse' ? 'declined_by_app' : undefined
  const reason = weighed.refusal ?? declined ?? allot({ advocateId: evidence.advocateId, day, terms }, room)
  if (reason !== undefined) return { ...shared, decision: { ...attributed, outcome: 'refused', reason } }
  const reviewed = suspicion?.score.verdict === 'review' || candidate.command.veto === 'hold'
  const holdDays = holdDaysOf(hold, {
    promisedDays: terms.holdDays,
    score: suspicion?.score.score ?? 0,
    isProven: proven.has(evidence.advocateId),
  })
  const holdMs = holdMsOf(holdDays, standing.books)
  return { ...shared, decision: { ...attributed, ...granted(terms, { holdMs, now: standing.now, reviewed }) } }
}

/** A friend in review waits as one whose action is awaited does: the money is reserved. */
function granted(terms: Terms, { holdMs, now, reviewed }: { holdMs: number; now: Date; reviewed: boolean }) {
  const pending = terms.qualifyingEvent !== null && !reviewed
  return {
    outcome: 'referred' as const,
    pending,
    reviewed,
    availableAt: pending || reviewed ? null : new Date(now.getTime() + holdMs),
    ...grantsOf(terms),
  }
}
