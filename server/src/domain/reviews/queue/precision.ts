/**
 * How often each rule of abuse was right, by what people decided: reviews, and appeals against a refusal or a review. A friend counts
 * once, by the last decision. A rule that is right too seldom is only recorded from then on.
 */
import * as z from 'zod'
import type { Sql, Tx } from '../../../db/connect.js'
import { rules } from '../../fraud/rules/registry.js'
import type { FraudSettings, Mode } from '../../fraud/settings.js'
import { insertFraudVersion } from '../../fraud/write-version.js'
import { lockBooks } from '../../ledger/books.js'
import type { Context } from '../../standing/context.js'
import { writeEntry } from '../../standing/audit-record.js'

/** Fewer decisions say too little of a rule. */
export const decidedMin = 20
/** The latest ones. */
const decisionsMax = 5000
/** A change of mode before these versions is not seen. */
const versionsMax = 200

/** Who makes a version without a person. */
const service = 'service'

export interface RulePrecision {
  readonly rule: string
  /** Friends of whom this rule found something and a person decided. */
  readonly reviewed: number
  readonly confirmed: number
  /** When the service made it flag-only; null if it did not, or a person changed the mode since. */
  readonly demotedAt: Date | null
}

/** Of every rule, by the decisions since a person last turned it on. */
export async function readPrecision(sql: Sql | Tx, programId: number): Promise<RulePrecision[]> {
  const history = await readModes(sql, programId)
  const stories = rules.map(({ name }) => ({ name, ...storyOf(history, name) }))
  const rows = await sql<{ rule: string; reviewed: number; confirmed: number }[]>`
    with decided as (
      (select referral_id, decision = 'confirmed' as confirmed, decided_at
        from review_decisions
        where program_id = ${programId}
        order by decided_at desc
        limit ${decisionsMax})
      union all
      (select a.referral_id, a.state = 'dismissed', a.answered_at
        from appeals a
        join signups s on s.program_id = ${programId} and s.participant_id = a.referral_id
        where a.program_id = ${programId} and a.state <> 'open' and (s.reason = 'suspected_abuse' or exists (
          select from review_decisions d where d.program_id = ${programId} and d.referral_id = a.referral_id))
        order by a.id desc
        limit ${decisionsMax})
    ), last as (
      select distinct on (referral_id) referral_id, confirmed, decided_at
      from decided
      order by referral_id, decided_at desc
    )
    select n.rule, count(distinct l.referral_id)::int as reviewed,
      (count(distinct l.referral_id) filter (where l.confirmed))::int as confirmed
    from last l
    join signals s on s.program_id = ${programId} and s.referral_id = l.referral_id and s.weight > 0
    join unnest(
      ${stories.map(({ name }) => name)}::text[],
      ${stories.map(({ onSince }) => onSince?.toISOString() ?? '-infinity')}::timestamptz[]
    ) as n (rule, since) on n.rule = s.rule and l.decided_at >= n.since
    group by n.rule`
  const counted = new Map(rows.map((row) => [row.rule, row]))
  return stories.map(({ name: rule, demotedAt }) => ({
    rule,
    reviewed: counted.get(rule)?.reviewed ?? 0,
    confirmed: counted.get(rule)?.confirmed ?? 0,
    demotedAt,
  }))
}

/**
 * Makes rules flag-only that are right too seldom. Called after a decision, in its transaction: the books are locked last.
 */
export async function demoteImprecise(context: Context, tx: Tx, programId: number, now: Date): Promise<void> {
  const precision = (await readPrecision(tx, programId)).filter(({ reviewed }) => reviewed >= decidedMin)
  if (precision.length === 0) return
  const { fraudVersion } = await lockBooks(tx, programId)
  const settings = await context.fraudSettings.get(tx, programId, fraudVersion)
  const imprecise = precision.filter(
    ({ rule, reviewed, confirmed }) =>
      settings.rules[rule]?.mode === 'on' && confirmed / reviewed < settings.precisionMin,
  )
  if (imprecise.length === 0) return
  const version = { version: fraudVersion + 1, settings: flagging(settings, imprecise), by: service, at: now }
  await insertFraudVersion(tx, programId, version)
  const cause = { by: service, action: 'fraud_settings.change', address: null }
  const entry = (mode: Mode) => ({
    rules: imprecise.map(({ rule, reviewed, confirmed }) => ({ rule, mode, reviewed, confirmed })),
  })
  const change = { before: entry('on'), after: entry('flag') }
  await writeEntry(tx, programId, cause, change, new Date(context.clock.nowMs()))
}

function flagging(settings: FraudSettings, some: readonly RulePrecision[]): FraudSettings {
  const names = new Set(some.map(({ rule }) => rule))
  const set = Object.entries(settings.rules).map(([name, one]) => [
    name,
    names.has(name) ? { ...one, mode: 'flag' } : one,
  ])
  return { ...settings, rules: Object.fromEntries(set) }
}

interface ModesOfVersion {
  readonly madeAt: Date
  readonly madeBy: string
  /** A rule that came later is absent. */
  readonly modes: Readonly<Record<string, Mode>>
}

const modesSchema = z.object({ rules: z.record(z.string(), z.object({ mode: z.enum(['on', 'flag', 'off']) })) })

/** The oldest first. */
async function readModes(sql: Sql | Tx, programId: number): Promise<ModesOfVersion[]> {
  const rows = await sql<{ settings: unknown; made_at: Date; made_by: string }[]>`
    select settings, made_at, made_by from fraud_versions
    where program_id = ${programId}
    order by version desc
    limit ${versionsMax}`
  return rows.toReversed().map(({ settings, made_at: madeAt, made_by: madeBy }) => {
    const set = Object.entries(modesSchema.parse(settings).rules)
    return { madeAt, madeBy, modes: Object.fromEntries(set.map(([name, { mode }]) => [name, mode])) }
  })
}

/** Every rule is on until a version says otherwise. */
function storyOf(history: readonly ModesOfVersion[], rule: string) {
  let mode: Mode = 'on'
  let onSince: Date | null = null
  let demotedAt: Date | null = null
  for (const { madeAt, madeBy, modes } of history) {
    const next: Mode = modes[rule] ?? 'on'
    if (next === mode) continue
    if (next === 'on') onSince = madeAt
    demotedAt = next === 'flag' && madeBy === service ? madeAt : null
    mode = next
  }
  return { onSince, demotedAt }
}
