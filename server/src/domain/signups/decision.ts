/** A decision, and its answer. Pure. */
import type { DecisionReason, EvidenceKind, ReferralState, RewardState } from '../../db/rows.js'
import { must } from '../../errors.js'
import { toWire } from '../../ids.js'
import type { Text } from '@bondhu/web/language'
import { isRefusal, refusals } from '../reasons/signup-reasons.js'
import type { Grant, Grants } from '../rewards/grant.js'

/** Something that a batch read has changed: the batch is rolled back and decided again. */
export class BatchOutdated extends Error {}

export interface Decision extends Grants {
  readonly participantId: string
  readonly outcome: 'referred' | 'organic' | 'refused'
  readonly reason: DecisionReason | null
  readonly attributedBy: EvidenceKind | null
  readonly advocateUserId: string | null
  /** Whether the reward waits for an action of the friend. */
  readonly pending: boolean
  /** Whether a person looks at the friend first, because of signs of abuse. */
  readonly reviewed: boolean
  /** When the reward can be cashed out; null while an action or a review is awaited, and without a reward. */
  readonly availableAt: Date | null
  readonly decidedAt: Date
}

export interface RewardAnswer {
  readonly id: string
  readonly amountMinor: bigint
  readonly currency: string
  readonly state: RewardState
  readonly availableAt: Date | null
}

export interface SignupAnswer {
  readonly outcome: 'referred' | 'organic' | 'refused'
  readonly reason?: DecisionReason
  readonly message?: Text
  readonly attributedBy?: EvidenceKind
  readonly referral?: { readonly id: string; readonly state: ReferralState; readonly advocateUserId: string }
  readonly reward?: RewardAnswer
  readonly friendReward?: RewardAnswer | null
}

/** The answer at the moment of the decision: later events of the reward do not change it. */
export function answerOf(decision: Decision, currency: string): SignupAnswer {
  if (decision.outcome === 'organic') return { outcome: 'organic', ...(decision.reason && { reason: decision.reason }) }
  const shared = {
    ...(decision.attributedBy && { attributedBy: decision.attributedBy }),
    referral: {
      id: toWire('ref', decision.participantId),
      state: referralStateOf(decision),
      advocateUserId: must(decision.advocateUserId, 'an attributed signup has an advocate'),
    } as const,
  }
  if (decision.outcome === 'refused') {
    const { reason } = decision
    return { outcome: 'refused', ...(reason && isRefusal(reason) && { reason, message: refusals[reason] }), ...shared }
  }
  return {
    outcome: 'referred',
    ...shared,
    ...(decision.reward && { reward: rewardAnswer(decision, decision.reward, currency) }),
    friendReward: decision.friendReward && rewardAnswer(decision, decision.friendReward, currency),
  }
}

/** The state of the referral at the moment of the decision. */
export function referralStateOf({ outcome, reviewed, pending }: Decision): ReferralState {
  if (outcome === 'refused') return 'refused'
  if (reviewed) return 'review'
  return pending ? 'pending' : 'counted'
}

function rewardAnswer(decision: Decision, grant: Grant, currency: string): RewardAnswer {
  return {
    id: toWire('rwd', grant.id),
    amountMinor: grant.amountMinor,
    currency,
    state: rewardStateOf(decision),
    availableAt: decision.availableAt,
  }
}

export function rewardStateOf(decision: Pick<Decision, 'availableAt' | 'decidedAt'>): RewardState {
  if (decision.availableAt === null) return 'reserved'
  return decision.availableAt <= decision.decidedAt ? 'available' : 'held'
}
