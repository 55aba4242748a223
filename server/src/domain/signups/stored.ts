/** Stored decisions, read back for a repeat of the same command and for a late code. */
import { arrayText } from '../../db/array-text.js'
import * as z from 'zod'
import type { Tx } from '../../db/connect.js'
import type { DecisionReason, EvidenceKind, IdentityKind, SignupOutcome } from '../../db/rows.js'
import { seenSchema, type Seen } from '../fraud/trace.js'
import type { Decision } from './decision.js'

/** The facts for a late code: the signup as first reported. What a repeat contains does not count. */
export interface OrganicFacts {
  readonly knownBefore: boolean
  readonly identities: readonly { readonly kind: IdentityKind; readonly digest: string }[]
  readonly lost: readonly { readonly kind: IdentityKind; readonly digest: string; readonly claimedBy: string }[]
  readonly country: string | undefined
  readonly birthYear: number | undefined
  readonly seen: Seen
}

export interface Stored extends Decision {
  readonly occurredAt: Date
  /** Present while a late code may still decide this signup. */
  readonly facts: OrganicFacts | null
}

const identity = { kind: z.enum(['phone', 'email', 'device', 'install']), digest: z.string() }
const factsSchema = z.object({
  knownBefore: z.boolean(),
  identities: z.array(z.object(identity)),
  lost: z.array(z.object({ ...identity, claimedBy: z.string() })),
  country: z.string().optional(),
  birthYear: z.number().optional(),
  seen: seenSchema,
})

interface StoredRow {
  participant_id: string
  outcome: SignupOutcome
  reason: DecisionReason | null
  attributed_by: EvidenceKind | null
  available_at: Date | null
  reviewed: boolean
  occurred_at: Date
  decided_at: Date
  facts: unknown
  advocate_user_id: string | null
  reward_id: string | null
  reward_minor: bigint | null
  friend_reward_id: string | null
  friend_reward_minor: bigint | null
}

export async function readStored(
  tx: Tx,
  programId: number,
  participantIds: readonly string[],
): Promise<Map<string, Stored>> {
  if (participantIds.length === 0) return new Map()
  const rows = await tx<StoredRow[]>`
    select s.participant_id, s.outcome, s.reason, s.attributed_by, s.available_at, s.reviewed, s.occurred_at, s.decided_at, s.facts,
           a.user_id as advocate_user_id,
           w.id as reward_id, w.amount_minor as reward_minor,
           f.id as friend_reward_id, f.amount_minor as friend_reward_minor
    from unnest(${arrayText(participantIds)}::uuid[]) as i (id)
    join signups s on s.program_id = ${programId} and s.participant_id = i.id
    left join referrals r on r.program_id = ${programId} and r.id = i.id
    left join participants a on a.program_id = ${programId} and a.id = r.advocate_id
    left join rewards w on w.program_id = ${programId} and w.referral_id = i.id and w.side = 'advocate'
    left join rewards f on f.program_id = ${programId} and f.referral_id = i.id and f.side = 'friend'`
  return new Map(rows.map((row) => [row.participant_id, storedOf(row)]))
}

function storedOf(row: StoredRow): Stored {
  const referred = row.outcome === 'referred'
  return {
    participantId: row.participant_id,
    outcome: row.outcome,
    reason: row.reason,
    attributedBy: row.attributed_by,
    advocateUserId: row.outcome === 'organic' ? null : row.advocate_user_id,
    pending: referred && row.available_at === null && !row.reviewed,
    reviewed: row.reviewed,
    availableAt: row.available_at,
    occurredAt: row.occurred_at,
    decidedAt: row.decided_at,
    // A refused referral that was counted on appeal has a reward now; the decision had none.
    reward: referred ? grantOf(row.reward_id, row.reward_minor) : null,
    friendReward: referred ? grantOf(row.friend_reward_id, row.friend_reward_minor) : null,
    facts: row.facts === null ? null : factsOf(row.facts),
  }
}

function grantOf(id: string | null, amountMinor: bigint | null) {
  return id === null || amountMinor === null ? null : { id, amountMinor }
}

function factsOf(json: unknown): OrganicFacts {
  const facts = factsSchema.parse(json)
  return { ...facts, country: facts.country, birthYear: facts.birthYear }
}
