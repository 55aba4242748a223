/** The data of the portal's first screen: this person's money, link and messages at this moment. */
import type { Sql } from '../../db/connect.js'
import type { AppealState, DecisionReason, ReferralState, SignupOutcome } from '../../db/rows.js'
import { readCard } from '../cards/read.js'
import type { Context } from '../standing/context.js'
import { readAwaitedOfErasure, type AwaitedOfErasure } from '../participants/erase.js'
import { listPayouts, type Payout } from '../payouts/core/read.js'
import { readMethod, type PayoutMethod } from '../payouts/method.js'
import { readMasked, type MaskedAccounts } from './accounts.js'
import { readParticipant, type Participant } from '../person/read.js'
import { standingOf, type Program, type Standing } from '../standing/find.js'
import { readAfterReview } from '../rewards/reversed-by-review.js'
import { readCollectable, sumOfGrants } from '../rewards/collectable.js'
import type { Pair } from '../person/lineage.js'
import { isImpossible } from '../rewards/impossible.js'
import { sharingOf, type Sharing } from './sharing.js'

export interface PortalStanding {
  readonly standing: Standing
  readonly participant: Participant
  /** When held money can be cashed out; null if none is held. */
  readonly release: { readonly firstAt: Date; readonly lastAt: Date } | null
  /** How many friends' rewards are being checked, can be cashed out, and have been received. */
  readonly stages: Stages
  /** The newest cash-out. */
  readonly lastPayout: Payout | null
  readonly sharing: Sharing
  /** Null while they take part. */
  readonly leaving: Leaving | null
  readonly invitation: Invitation | null
  /** The account for payments; null until the app has set one. */
  readonly method: (PayoutMethod & { readonly masked: string }) | null
  /** Of the newest cash-out. */
  readonly accounts: MaskedAccounts
  /** Whether they have a card that shows what they received. */
  readonly hasCard: boolean
}

/** This person has left, or asked to be forgotten. */
export interface Leaving {
  readonly leftAt: Date | null
  readonly erasure: { readonly awaited: readonly AwaitedOfErasure[]; readonly notBefore: Date | null } | null
}

/** This person's own signup, if an app reported it: its decision and its current state. */
export interface Invitation {
  readonly outcome: SignupOutcome
  readonly reason: DecisionReason | null
  readonly referralId: string | null
  readonly state: ReferralState | null
  readonly until: Date | null
  readonly rewardMinor: bigint | null
  /** Until when the bonus is held; null once it can be cashed out. */
  readonly heldUntil: Date | null
  /** This person's appeal against a refusal; null if there is none. */
  readonly appeal: { readonly state: AppealState; readonly openedAt: Date } | null
  /** A refusal can be appealed once, before the program is settled, if a ruling could count it. */
  readonly mayAppeal: boolean
}

export async function portalStanding(
  context: Context,
  program: Program,
  participantId: string,
): Promise<PortalStanding> {
  const { sql } = context
  const [standing, participant, release, stages, payouts, invitation, method, card] = await Promise.all([
    standingOf(context, program.id),
    readParticipant(sql, program.id, participantId),
    readRelease(context, program.id, participantId),
    readStages(context.sql, program.id, participantId),
    listPayouts(context.sql, program, { participantId }, { limit: 1 }),
    readInvitation(context, program.id, participantId),
    readMethod(sql, program.id, participantId),
    readCard(sql, program.id, participantId),
  ])
  const sharing = await sharingOf(sql, program.id, participant, standing)
  const leaving = await readLeaving(sql, program.id, participant, standing)
  const hasCard = card !== undefined
  const ids = payouts.map(({ id }) => id)
  const masked = await readMasked(context, program, participantId, ids, method?.account)
  return {
    standing,
    participant,
    release,
    stages,
    lastPayout: payouts[0] ?? null,
    sharing,
    leaving,
    invitation,
    method: method === undefined ? null : { ...method, masked: masked.method },
    accounts: masked.accounts,
    hasCard,
  }
}

async function readLeaving(
  sql: Sql,
  programId: number,
  { id, leftAt, erasureAskedAt }: Participant,
  standing: Standing,
): Promise<Leaving | null> {
  if (leftAt === null && erasureAskedAt === null) return null
  const erasure = erasureAskedAt === null ? null : await readAwaitedOfErasure(sql, programId, id, standing)
  return { leftAt, erasure }
}

async function readRelease({ sql }: Context, programId: number, participantId: string) {
  const [row] = await sql<{ first_at: Date | null; last_at: Date | null }[]>`
    select min(available_at) as first_at, max(available_at) as last_at
    from (
      select w.available_at
      from referrals r
      join rewards w on w.program_id = ${programId} and w.referral_id = r.id and w.side = 'advocate'
      where r.program_id = ${programId} and r.advocate_id = ${participantId} and w.state = 'held'
      union all
      select available_at
      from rewards
      where program_id = ${programId} and referral_id = ${participantId} and side = 'friend' and state = 'held'
    ) as held`
  return row?.first_at && row.last_at ? { firstAt: row.first_at, lastAt: row.last_at } : null
}

export interface Stages {
  readonly held: number
  readonly available: number
  readonly paid: number
}

/**
 * Money that was cashed out pays what an earlier system owed first, then the oldest rewards: a friend counts as received once
 * all of it has arrived.
 */
async function readStages(sql: Sql, programId: number, participantId: string): Promise<Stages> {
  const [row] = await sql<{ held: number; available: number; paid: number }[]>`
    with own as (
      select w.state, true as of_friend, w.amount_minor, w.available_at, w.referral_id
      from referrals r
      join rewards w on w.program_id = ${programId} and w.referral_id = r.id and w.side = 'advocate'
      where r.program_id = ${programId} and r.advocate_id = ${participantId} and r.state = 'counted'
        and w.state in ('held', 'available')
      union all
      select state, false, amount_minor, available_at, referral_id
      from rewards
      where program_id = ${programId} and referral_id = ${participantId} and side = 'friend' and state = 'available'
    ), reached as (
      select state, of_friend, sum(amount_minor) filter (where state = 'available')
        over (order by available_at, referral_id, of_friend) as minor
      from own
    )
    select count(*) filter (where o.state = 'held')::integer as held,
      count(*) filter (where o.state = 'available' and o.minor > p.paid_minor - p.opening_minor)::integer as available,
      count(*) filter (where o.state = 'available' and o.minor <= p.paid_minor - p.opening_minor)::integer as paid
    from participants p
    left join reached o on o.of_friend
    where p.program_id = ${programId} and p.id = ${participantId}`
  return row ?? { held: 0, available: 0, paid: 0 }
}

async function readInvitation(context: Context, programId: number, participantId: string): Promise<Invitation | null> {
  const { sql } = context
  const [row] = await sql<
    {
      outcome: SignupOutcome
      reason: DecisionReason | null
      referral_id: string | null
      state: ReferralState | null
      expires_at: Date | null
      amount_minor: bigint | null
      held_until: Date | null
      appeal_state: AppealState | null
      opened_at: Date | null
      /** Null if nothing can be appealed. */
      appealed_advocate_id: string | null
      version: number | null
    }[]
  >`
    select s.outcome, case when r.id is null then s.reason else r.reason end as reason, r.id as referral_id, r.state, r.expires_at, w.amount_minor,
      case when w.state = 'held' then w.available_at end as held_until,
      a.state as appeal_state, a.opened_at,
      case when r.state in ('refused', 'reversed') and a.id is null and b.state <> 'settled' then r.advocate_id end as appealed_advocate_id, r.version
    from signups s
    join books b on b.program_id = ${programId}
    left join referrals r on r.program_id = ${programId} and r.id = s.participant_id
    left join rewards w on w.program_id = ${programId} and w.referral_id = r.id and w.side = 'friend'
    left join appeals a on a.program_id = ${programId} and a.referral_id = r.id
    where s.program_id = ${programId} and s.participant_id = ${participantId}`
  if (row === undefined) return null
  const advocateId = row.appealed_advocate_id
  return {
    outcome: row.outcome,
    reason: row.reason,
    referralId: row.referral_id,
    state: row.state,
    until: row.expires_at,
    rewardMinor: row.amount_minor,
    heldUntil: row.held_until,
    appeal:
      row.appeal_state === null || row.opened_at === null ? null : { state: row.appeal_state, openedAt: row.opened_at },
    mayAppeal:
      advocateId !== null &&
      row.version !== null &&
      (await mayAppeal(context, programId, { friendId: participantId, advocateId }, row.version, row.state)),
  }
}

/** Of a friend who was refused, or whose reward was reversed, and who has not appealed. */
async function mayAppeal(
  context: Context,
  programId: number,
  pair: Pair,
  version: number,
  state: ReferralState | null,
): Promise<boolean> {
  const { sql } = context
  if (await isImpossible(sql, programId, pair)) return false
  if (state === 'reversed') return (await readAfterReview(sql, programId, pair.friendId)) === 'countable'
  const { terms } = (await standingOf(context, programId)).versions.get(version)
  return sumOfGrants(await readCollectable(sql, programId, terms, pair)) > 0n
}
