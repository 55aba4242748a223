/** Writes the decisions of a batch, and finally confirms that the books they used are unchanged. */
import { arrayText } from '../../db/array-text.js'
import type { Tx } from '../../db/connect.js'
import { dayMs } from '../../clock.js'
import { must } from '../../errors.js'
import type { Suspicion } from '../fraud/look/suspicion.js'
import { insertSignals, type Found } from '../fraud/look/write-signals.js'
import { insertTraces, type NewTrace } from '../fraud/write-traces.js'
import { joinReviews, type Suspect } from '../reviews/join.js'
import { nameReferrals } from '../veto/answers.js'
import { appendChanges, type NewChange } from '../changes/append.js'
import { lowPercents, tellSpending } from '../changes/budget.js'
import { countedOrigin, signupOrigin } from '../ledger/origins.js'
import type { Tally } from '../ledger/tallies.js'
import { booksChangeOf, postTransfers, type BooksChange } from '../ledger/transfers.js'
import type { FriendChange, Transfer } from '../ledger/transfer.js'
import { applyAsRead, confirmAsRead } from '../ledger/apply.js'
import { worthOf } from '../standing/worth.js'
import { awardOf, insertRewards, reservationOf, rewardsOf, type NewReward } from '../rewards/grant.js'
import { dayIn, weekIn } from '../standing/calendar.js'
import type { Standing } from '../standing/find.js'
import { BatchOutdated, referralStateOf, rewardStateOf } from './decision.js'
import type { Evidence } from './evidence.js'
import type { Judged } from './judge.js'
import { leavesTrace, traceOf } from './suspect.js'

type Attributed = Judged & { readonly evidence: Evidence }
type Suspected = Attributed & { readonly suspicion: Suspicion }

/**
 * `as read`: the marks of the budget are not told, and the last statement fails if one is crossed. `telling`: the marks
 * are told, which needs one more round trip under the lock of the books.
 */
export type Confirming = 'as read' | 'telling'

/**
 * Sends the statements without waiting for them: the commit follows at once.
 * @returns what fails with BatchOutdated, or as `confirmAsRead` does
 */
export async function sendDecisions(
  tx: Tx,
  programId: number,
  standing: Standing,
  judged: readonly Judged[],
  confirming: Confirming,
): Promise<{ readonly written: Promise<unknown> }> {
  const attributed = judged.filter((one): one is Attributed => one.evidence !== null)
  const referred = attributed.filter(({ decision }) => decision.outcome === 'referred')
  const rewards = referred.flatMap(newRewardsOf)
  const transfers = rewards.flatMap(transfersOf)
  const friends = referred.map(friendChangeOf)
  const suspected = attributed.filter((one): one is Suspected => one.suspicion !== null)
  const reviews = await joinReviews(tx, programId, attributed.flatMap(suspectOf), standing.now)
  // One round trip: the connection runs them in this order, the books last.
  const written = Promise.all([
    insertSignups(
      tx,
      programId,
      judged.filter(({ candidate }) => !candidate.late),
    ),
    updateLate(
      tx,
      programId,
      judged.filter(({ candidate }) => candidate.late),
    ),
    insertReferrals(tx, programId, attributed, reviews),
    insertTraces(tx, programId, attributed.filter(leavesTrace).map(newTraceOf)),
    insertSignals(tx, programId, 'signup', suspected.map(foundOf), standing.now),
    insertRewards(tx, programId, rewards),
    addToDays(tx, programId, standing, referred),
    postTransfers(tx, programId, transfers, standing.now, {
      friends,
      tallies: judged.flatMap((one) => signupTallies(one, standing)),
    }),
    appendChanges(tx, programId, attributed.map(changeOf), standing.now),
    nameReferrals(tx, programId, attributed.filter(wasAsked).map(answerOf)),
    confirmBooks(tx, programId, standing, booksChangeOf(transfers), confirming),
  ])
  if (confirming === 'telling') await written
  return { written }
}

async function insertSignups(tx: Tx, programId: number, judged: readonly Judged[]): Promise<void> {
  if (judged.length === 0) return
  const decisions = judged.map(({ decision }) => decision)
  await tx`
    insert into signups
      (program_id, participant_id, outcome, reason, attributed_by, available_at, reviewed, occurred_at, decided_at, facts)
    select ${programId}, participant_id, outcome, reason, attributed_by, available_at, reviewed, occurred_at,
      ${must(decisions[0], 'a decision').decidedAt}, facts
    from unnest(
      ${arrayText(decisions.map((one) => one.participantId))}::uuid[],
      ${arrayText(decisions.map((one) => one.outcome))}::signup_outcome[],
      ${arrayText(decisions.map((one) => one.reason))}::decision_reason[],
      ${arrayText(decisions.map((one) => one.attributedBy))}::evidence_kind[],
      ${arrayText(decisions.map((one) => one.availableAt))}::timestamptz[],
      ${arrayText(decisions.map((one) => String(one.reviewed)))}::boolean[],
      ${arrayText(judged.map(({ candidate }) => candidate.occurredAt))}::timestamptz[],
      ${judged.map(factsJson)}::text[]::jsonb[]
    ) as s (participant_id, outcome, reason, attributed_by, available_at, reviewed, occurred_at, facts)`
}

/** The second decision for a late code. The rows are locked and were still undecided. */
async function updateLate(tx: Tx, programId: number, judged: readonly Judged[]): Promise<void> {
  if (judged.length === 0) return
  const decisions = judged.map(({ decision }) => decision)
  await tx`
    update signups s
    set outcome = l.outcome, reason = l.reason, attributed_by = l.attributed_by, available_at = l.available_at,
        reviewed = l.reviewed, decided_at = ${must(decisions[0], 'a decision').decidedAt}, late = true, facts = null
    from unnest(
      ${arrayText(decisions.map((one) => one.participantId))}::uuid[],
      ${arrayText(decisions.map((one) => one.outcome))}::signup_outcome[],
      ${arrayText(decisions.map((one) => one.reason))}::decision_reason[],
      ${arrayText(decisions.map((one) => one.attributedBy))}::evidence_kind[],
      ${arrayText(decisions.map((one) => one.availableAt))}::timestamptz[],
      ${arrayText(decisions.map((one) => String(one.reviewed)))}::boolean[]
    ) as l (participant_id, outcome, reason, attributed_by, available_at, reviewed)
    where s.program_id = ${programId} and s.participant_id = l.participant_id and s.facts is not null`
}

async function insertReferrals(
  tx: Tx,
  programId: number,
  attributed: readonly Attributed[],
  reviews: ReadonlyMap<string, string>,
): Promise<void> {
  if (attributed.length === 0) return
  await tx`
    insert into referrals
      (program_id, id, advocate_id, state, reason, matched_id, click_id, version, occurred_at, decided_at, expires_at,
       review_id, channel)
    select ${programId}, id, advocate_id, state, reason, matched_id, click_id, version, occurred_at,
      ${must(attributed[0], 'a decision').decision.decidedAt}, expires_at, review_id, channel
    from unnest(
      ${arrayText(attributed.map(({ decision }) => decision.participantId))}::uuid[],
      ${arrayText(attributed.map(({ evidence }) => evidence.advocateId))}::uuid[],
      ${arrayText(attributed.map(({ decision }) => referralStateOf(decision)))}::referral_state[],
      ${arrayText(attributed.map(({ decision }) => decision.reason))}::decision_reason[],
      ${arrayText(attributed.map(({ matchedId }) => matchedId))}::uuid[],
      ${arrayText(attributed.map(({ evidence }) => evidence.clickId))}::uuid[],
      ${arrayText(attributed.map(({ evidence }) => evidence.version.version))}::integer[],
      ${arrayText(attributed.map(({ candidate }) => candidate.occurredAt))}::timestamptz[],
      ${arrayText(attributed.map((one) => expiresAtOf(one)))}::timestamptz[],
      ${arrayText(attributed.map(({ decision }) => reviews.get(decision.participantId) ?? null))}::uuid[],
      ${arrayText(attributed.map(({ evidence }) => evidence.channel))}::text[]
    ) as r (id, advocate_id, state, reason, matched_id, click_id, version, occurred_at, expires_at, review_id, channel)`
}

/**
 * Grants by the day of their cap, once any version has a cap: an announced cap includes grants of that day under older
 * versions. Friends who count by the day of the decision, as in every figure.
 */
async function addToDays(
  tx: Tx,
  programId: number,
  { versions, inForce, now }: Standing,
  referred: readonly Attributed[],
): Promise<void> {
  const isCapped = versions.all.some(({ terms }) => terms.caps.perAdvocatePerDay !== null)
  const today = dayIn(inForce.terms.timeZone, now)
  const days = referred.flatMap((one) => {
    const { advocateId } = one.evidence
    const byLink = one.evidence.by === 'click' ? 1 : 0
    const granted = { advocateId, day: one.day, granted: 1, counted: 0, byLink: 0, costMinor: 0n }
    const counted = { advocateId, day: today, granted: 0, counted: 1, byLink, costMinor: costOf(one) }
    return [...(isCapped ? [granted] : []), ...(countsAtOnce(one) ? [counted] : [])]
  })
  if (days.length === 0) return
  await tx`
    insert into advocate_days (program_id, advocate_id, day, granted, counted, counted_by_link, cost_minor)
    select ${programId}, advocate_id, day, sum(granted), sum(counted), sum(by_link), sum(cost_minor)
    from unnest(
      ${arrayText(days.map(({ advocateId }) => advocateId))}::uuid[],
      ${arrayText(days.map(({ day }) => day))}::date[],
      ${arrayText(days.map(({ granted }) => granted))}::integer[],
      ${arrayText(days.map(({ counted }) => counted))}::integer[],
      ${arrayText(days.map(({ byLink }) => byLink))}::integer[],
      ${arrayText(days.map(({ costMinor }) => costMinor))}::bigint[]
    ) as d (advocate_id, day, granted, counted, by_link, cost_minor)
    group by advocate_id, day
    order by advocate_id, day
    on conflict (program_id, advocate_id, day) do update
      set granted = advocate_days.granted + excluded.granted,
          counted = advocate_days.counted + excluded.counted,
          counted_by_link = advocate_days.counted_by_link + excluded.counted_by_link,
          cost_minor = advocate_days.cost_minor + excluded.cost_minor`
}

function countsAtOnce({ decision }: Attributed): boolean {
  return referralStateOf(decision) === 'counted'
}

function costOf({ decision: { reward, friendReward } }: Attributed): bigint {
  return (reward?.amountMinor ?? 0n) + (friendReward?.amountMinor ?? 0n)
}

/** @throws BatchOutdated */
async function confirmBooks(
  tx: Tx,
  programId: number,
  standing: Standing,
  change: BooksChange,
  confirming: Confirming,
): Promise<void> {
  const { books, inForce } = standing
  if (confirming === 'as read') {
    const marks = { neededMinor: worthOf(inForce.terms).totalMinor, percents: lowPercents }
    return confirmAsRead(tx, programId, { books, change, marks })
  }
  const left = await applyAsRead(tx, programId, books, change)
  if (left === undefined) throw new BatchOutdated()
  await tellSpending(tx, programId, standing, -change.budgetMinor, left)
}

function newTraceOf({ candidate, evidence }: Attributed): NewTrace {
  const { occurredAt, participantId: friendId } = candidate
  return { ...traceOf(candidate, evidence), friendId, advocateId: evidence.advocateId, occurredAt }
}

/** Without signs of abuse a friend is in review because the app did not answer. */
function suspectOf({ decision, evidence, suspicion }: Attributed): Suspect[] {
  if (!decision.reviewed) return []
  const { subjectId, score } = suspicion ?? { subjectId: evidence.advocateId, score: { score: 0 } }
  return [{ referralId: decision.participantId, subjectId, score: score.score }]
}

function wasAsked({ candidate: { command } }: Attributed): boolean {
  return command.veto !== undefined && command.veto !== 'unneeded'
}

function answerOf({ candidate, decision }: Attributed) {
  return { subject: candidate.command.userDigest, referralId: decision.participantId }
}

function foundOf({ decision, suspicion }: Suspected): Found {
  return { referralId: decision.participantId, signals: suspicion.signals }
}

function newRewardsOf({ decision, evidence }: Attributed): NewReward[] {
  const pair = { advocateId: evidence.advocateId, friendId: decision.participantId }
  return rewardsOf(decision, pair, { state: rewardStateOf(decision), availableAt: decision.availableAt })
}

function transfersOf(reward: NewReward): Transfer[] {
  const { state } = reward
  if (state === 'held' || state === 'available') return awardOf(reward, 'budget', state)
  return [reservationOf(reward)]
}

function friendChangeOf({ evidence, decision }: Attributed): FriendChange {
  const { advocateId: participantId } = evidence
  return { participantId, friendId: decision.participantId, [referralStateOf(decision)]: 1 }
}

function changeOf(judged: Attributed): NewChange {
  const { decision, evidence } = judged
  const pair = { participantId: evidence.advocateId, friendId: decision.participantId }
  if (decision.outcome === 'refused') return { type: 'referral.refused', ...pair, reason: decision.reason }
  const state = referralStateOf(decision)
  return {
    type: state === 'review' ? 'referral.review' : state === 'pending' ? 'referral.pending' : 'referral.counted',
    ...pair,
    amountMinor: decision.reward?.amountMinor ?? null,
    friendAmountMinor: decision.friendReward?.amountMinor ?? null,
    dueAt: decision.pending ? expiresAtOf(judged) : decision.availableAt,
  }
}

function expiresAtOf({ decision, evidence, candidate }: Attributed): Date | null {
  const event = evidence.version.terms.qualifyingEvent
  if (decision.availableAt !== null || decision.outcome !== 'referred' || event === null) return null
  return new Date(candidate.occurredAt.getTime() + event.withinDays * dayMs)
}

function factsJson({ decision, candidate }: Judged): string | null {
  if (decision.outcome !== 'organic') return null
  // Most of what may be seen was not.
  return JSON.stringify(candidate.facts, (_, value: unknown) => value ?? undefined)
}

/** A late code removes the organic signup from the counts, and counts the new outcome. */
function signupTallies(judged: Judged, { inForce }: Standing): Tally[] {
  const { decision, candidate } = judged
  const detail = decision.reason === null ? decision.outcome : `${decision.outcome}:${decision.reason}`
  const counted: Tally = { metric: 'signup', detail, count: 1, amountMinor: 0n }
  const tallies = [counted, ...originTallies(judged, inForce.terms.timeZone)]
  if (!candidate.late) return tallies
  const before = `organic:${candidate.organicBefore ?? 'no_code'}`
  const organic = { by: null, channel: null, country: null }
  return [...tallies, { ...counted, metric: 'signup_again', detail: before }, ...signupOrigin(organic, null, -1)]
}

function originTallies(judged: Judged, timeZone: string): Tally[] {
  const { evidence, candidate } = judged
  const { country = null } = candidate.facts
  if (evidence === null) return signupOrigin({ by: null, channel: null, country }, null)
  const { by, channel, clickedAt } = evidence
  const origin = { by, channel, country }
  const waitedMs = clickedAt === null ? null : candidate.occurredAt.getTime() - clickedAt.getTime()
  const attributed = { ...judged, evidence }
  return [
    ...signupOrigin(origin, waitedMs),
    ...(countsAtOnce(attributed)
      ? countedOrigin(origin, weekIn(timeZone, candidate.occurredAt), costOf(attributed))
      : []),
  ]
}
