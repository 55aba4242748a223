/** What waits for the reader, from the inbox: the oldest hundred items tell the ages and the sums. */
import { call, type ItemOf } from '../lib/api.js'
import { hrefIn } from '../lib/route.svelte.js'

type Item = ItemOf<'GET /v1/programs/{program}/inbox'>

export interface Work {
  readonly open: number
  readonly overWeek: number
  readonly overTwo: number
  readonly newer: number
  /** Since when the oldest waits. */
  readonly since: string | undefined
  readonly now: string
  readonly stakeMinor: number
  /** Webhooks and providers that fail; undefined for a reader who does not hear of them. */
  readonly failing: number | undefined
  readonly href: string
}

const dayMs = 86_400_000
const failures: ReadonlySet<string> = new Set(['failing_webhook', 'failing_provider'])

export async function readWork(program: string): Promise<Work> {
  const { items, open, counts, now } = await call('GET /v1/programs/{program}/inbox', { program }, { limit: 100 })
  const olderThan = (days: number) => items.filter(({ since }) => ageDays(since, now) >= days).length
  const [overWeek, overTwo] = [olderThan(7), olderThan(2)]
  const systems = counts.filter(({ kind }) => failures.has(kind))
  return {
    open,
    overWeek,
    overTwo: overTwo - overWeek,
    newer: open - overTwo,
    since: items[0]?.since,
    now,
    stakeMinor: items.reduce((sum, item) => sum + stakeOf(item), 0),
    failing: systems.length === 0 ? undefined : systems.reduce((sum, { count }) => sum + count, 0),
    href: hrefIn(program, 'inbox'),
  }
}

function ageDays(since: string, now: string): number {
  return (Date.parse(now) - Date.parse(since)) / dayMs
}

/** A low budget has what is left, which nobody waits for. */
function stakeOf({ kind, amountMinor }: Item): number {
  return kind === 'low_budget' ? 0 : (amountMinor ?? 0)
}
