/**
 * What other settings would have done to the friends of the last days: their stored signals are scored again. A rule that
 * was off left no signal, and the parameters of rules are those of then; so the newest friends are looked at again too.
 */
import { arrayText } from '../../../db/array-text.js'
import type { Tx } from '../../../db/connect.js'
import { retryingTransaction } from '../../../db/retry.js'
import { dayMs } from '../../../clock.js'
import { firstIdAt } from '../../../ids.js'
import type { FraudFamily, FraudStage, ReviewState } from '../../../db/rows.js'
import type { FraudSettings } from '../../fraud/settings.js'
import { scoreOf, type Verdict } from '../../fraud/signals/score.js'
import type { Context } from '../../standing/context.js'
import { standingOf, type Program, type Standing } from '../../standing/find.js'
import { recordChange } from '../../standing/audit-record.js'
import { worthOf } from '../../standing/worth.js'
import { latestSignals } from './latest-signals.js'
import { lookWith, type LookedWith } from './look-with.js'

export const triedDays = 30
/** The newest signals; about ten a suspect. */
export const triedSignalsMax = 50_000

/** What settings would have withheld, and what people decided about these friends since. */
export interface Withheld {
  readonly friends: number
  /** Of the friends, those who would have been refused at once. */
  readonly refused: number
  readonly amountMinor: bigint
  readonly confirmed: number
  readonly overturned: number
}

export interface Tried {
  /** Friends of whom any rule found something. */
  readonly friends: number
  readonly tried: Withheld
  readonly inUse: Withheld
  /** There were more signals than are looked at. */
  readonly isPartial: boolean
  readonly looked: LookedWith
}

interface StoredSignal {
  readonly referral_id: string
  readonly stage: FraudStage
  readonly rule: string
  readonly family: FraudFamily
  readonly weight: number
}

interface Friend {
  readonly amountMinor: bigint
  readonly decision: Exclude<ReviewState, 'open'> | null
}

export async function trySettings(context: Context, program: Program, settings: FraudSettings): Promise<Tried> {
  const before = await standingOf(context, program.id)
  const used = await context.fraudSettings.get(context.sql, program.id, before.books.fraudVersion)
  const looked = await lookWith(context, program, before, { tried: settings, inUse: used, days: triedDays })
  return retryingTransaction(context.sql, async (tx) => {
    const standing = await standingOf(context, program.id, tx)
    const inUse = await context.fraudSettings.get(tx, program.id, standing.books.fraudVersion)
    const signals = await readSignals(tx, program.id, standing)
    const bySuspect = new Map<string, StoredSignal[]>()
    for (const signal of signals) {
      const known = bySuspect.get(signal.referral_id)
      if (known === undefined) bySuspect.set(signal.referral_id, [signal])
      else known.push(signal)
    }
    const friends = await readFriends(tx, program.id, standing, [...bySuspect.keys()])
    const { reviewFrom, refuseFrom } = settings
    await recordChange(context, tx, program.id, { after: { reviewFrom, refuseFrom } })
    return {
      friends: bySuspect.size,
      tried: withheldBy(settings, bySuspect, friends),
      inUse: withheldBy(inUse, bySuspect, friends),
      isPartial: signals.length === triedSignalsMax,
      looked,
    }
  })
}

/** An id has real time; a program’s own time is at most its offset later. */
async function readSignals(tx: Tx, programId: number, { books, now }: Standing): Promise<readonly StoredSignal[]> {
  const since = new Date(now.getTime() - triedDays * dayMs)
  return tx<StoredSignal[]>`
    select referral_id, stage, rule, family, weight from signals
    where program_id = ${programId} and referral_id >= ${firstIdAt(since.getTime() - books.clockOffsetMs)}
      and found_at >= ${since}
    order by referral_id desc
    limit ${triedSignalsMax}`
}

/** A refused friend has no reward: what was promised counts. */
async function readFriends(
  tx: Tx,
  programId: number,
  { versions }: Standing,
  ids: readonly string[],
): Promise<Map<string, Friend>> {
  const rows = await tx<
    { id: string; version: number; amount: bigint | null; decision: ReviewState | null; appeal: string | null }[]
  >`
    select r.id, r.version, w.amount, d.decision, a.state as appeal
    from unnest(${arrayText([...ids])}::uuid[]) as i (id)
    join referrals r on r.program_id = ${programId} and r.id = i.id
    left join lateral (
      select sum(amount_minor)::bigint as amount from rewards
      where program_id = ${programId} and referral_id = i.id) as w on true
    left join review_decisions d on d.program_id = ${programId} and d.referral_id = i.id
    left join appeals a on a.program_id = ${programId} and a.referral_id = i.id and a.state <> 'open'`
  return new Map(
    rows.map(({ id, version, amount, decision, appeal }) => {
      const answered = appeal === null ? null : appeal === 'dismissed' ? 'confirmed' : 'cleared'
      const amountMinor = amount ?? worthOf(versions.get(version).terms).totalMinor
      // An appeal is answered after the review.
      return [id, { amountMinor, decision: answered ?? (decision === 'open' ? null : decision) }]
    }),
  )
}

function withheldBy(
  settings: FraudSettings,
  bySuspect: ReadonlyMap<string, readonly StoredSignal[]>,
  friends: ReadonlyMap<string, Friend>,
): Withheld {
  const verdicts = [...bySuspect].map(([id, signals]) => ({
    friend: friends.get(id),
    verdict: verdictOf(settings, signals),
  }))
  const withheld = verdicts.filter(({ verdict }) => verdict !== 'clear')
  const decidedAs = (wanted: Friend['decision']) => withheld.filter(({ friend }) => friend?.decision === wanted).length
  return {
    friends: withheld.length,
    refused: withheld.filter(({ verdict }) => verdict === 'refuse').length,
    amountMinor: withheld.reduce((sum, { friend }) => sum + (friend?.amountMinor ?? 0n), 0n),
    confirmed: decidedAs('confirmed'),
    overturned: decidedAs('cleared'),
  }
}

/** The signup is judged by its own signals, the release by the latest; the stricter verdict is what the friend meets. */
function verdictOf(settings: FraudSettings, signals: readonly StoredSignal[]): Verdict {
  const looks = [signals.filter(({ stage }) => stage === 'signup'), latestSignals(signals)]
  const verdicts = looks.map((look) => {
    const scored = look.flatMap(({ rule, family, weight }) => {
      const mode = settings.rules[rule]?.mode ?? 'off'
      return mode === 'off' ? [] : [{ family, weight, flagOnly: mode === 'flag' }]
    })
    return scoreOf(scored, settings).verdict
  })
  return verdicts.includes('refuse') ? 'refuse' : verdicts.includes('review') ? 'review' : 'clear'
}
