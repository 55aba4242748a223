/** Reads back what became of each friend: the state of the referral and of its reward. */
import type { Account, World } from '../world/account.js'
import { inParallel } from './play.js'
import type { Stage } from './stage.js'

export type Fate =
  /** Refused for suspected abuse, in review after the hold, or reversed for it. */
  | 'withheld'
  /** Refused by a rule about identities: a known phone number, the advocate's own phone. */
  | 'identity'
  /** The reward can be cashed out. */
  | 'paid'
  | 'other'

export interface Outcome {
  readonly account: Account
  readonly fate: Fate
  readonly state: string
  readonly reason: string | undefined
}

const pageMax = 100

export async function outcomesOf(stage: Stage, { accounts }: World): Promise<Outcome[]> {
  const byUser = new Map(accounts.map((one) => [one.userId, one]))
  const advocates = [...new Set(accounts.flatMap(({ via }) => via?.advocate ?? []))]
  const outcomes: Outcome[] = []
  await inParallel(advocates, async ({ userId }) => {
    for (let cursor: string | undefined; ;) {
      const page = await stage.bondhu.referrals(userId, { limit: pageMax, ...(cursor !== undefined && { cursor }) })
      for (const { friendUserId, state, reason, reward } of page.items) {
        const account = byUser.get(friendUserId)
        if (account !== undefined) {
          outcomes.push({ account, state, reason, fate: fateOf(state, reason, reward?.state) })
        }
      }
      if (page.nextCursor === null) return
      cursor = page.nextCursor
    }
  })
  return outcomes
}

const identityReasons: readonly (string | undefined)[] = ['already_member', 'self_referral', 'same_device']

function fateOf(state: string, reason: string | undefined, rewardState: string | undefined): Fate {
  if (state === 'review' || reason === 'suspected_abuse') return 'withheld'
  if (identityReasons.includes(reason)) return 'identity'
  if (state === 'counted' && rewardState === 'available') return 'paid'
  return 'other'
}
