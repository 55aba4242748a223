/** What is new to an operator in a program: items of the inbox, a budget that ends soon, steps of a close, figures. */
import { dayMs, hourMs } from '../../clock.js'
import { toWire } from '../../ids.js'
import { inboxKinds } from '../inbox/kinds.js'
import { listInbox } from '../inbox/list.js'
import { readRunway } from '../programs/runway.js'
import { dayIn } from '../standing/calendar.js'
import type { Context } from '../standing/context.js'
import type { Program, Standing } from '../standing/find.js'
import type { NoticeKind } from './kinds.js'
import type { NoticeSettings } from './settings.js'

export interface News {
  readonly kind: NoticeKind | 'digest'
  readonly item: string
  readonly since: Date
}

export interface Reader {
  readonly settings: NoticeSettings
  /** What they want to know and may decide. */
  readonly kinds: readonly NoticeKind[]
  readonly wantsDigest: boolean
}

/** Of one program at a time; the rest is told at the next sweep. */
const itemsMax = 200
/** Whoever begins to listen is not told of a close of last year. */
const stepsAgoMsMax = 2 * dayMs

/** @param hourNow of the program's day */
export async function findNews(
  context: Context,
  program: Program,
  standing: Standing,
  { settings, kinds, wantsDigest }: Reader,
  hourNow: number,
): Promise<News[]> {
  const [items, runway, steps] = await Promise.all([
    inboxNews(context, program, standing, settings, kinds),
    kinds.includes('low_runway') ? runwayNews(context, program, standing, settings.runwayDays) : [],
    kinds.includes('close_step') ? closeNews(context, program, standing) : [],
  ])
  const hasDigest = wantsDigest && settings.digestHour !== null && hourNow >= settings.digestHour
  return [...items, ...runway, ...steps, ...(hasDigest ? digestNews(standing) : [])]
}

async function inboxNews(
  context: Context,
  program: Program,
  standing: Standing,
  { approvalHours }: NoticeSettings,
  wanted: readonly NoticeKind[],
): Promise<News[]> {
  const filter = { kinds: inboxKinds.filter((kind) => wanted.includes(kind)), state: 'open' as const }
  const now = new Date(context.clock.nowMs())
  const items = await listInbox(context.sql, program, standing, filter, now, { limit: itemsMax })
  const ripe = items.filter(
    ({ kind, since }) => kind !== 'approval' || since.getTime() + approvalHours * hourMs <= standing.now.getTime(),
  )
  return ripe.map(({ kind, id, since }) => ({ kind, item: id, since }))
}

/** Once until the program is funded again. */
async function runwayNews(context: Context, program: Program, standing: Standing, days: number): Promise<News[]> {
  if (standing.books.state !== 'live') return []
  const { soonestAt } = await readRunway(context, program, standing)
  if (soonestAt === null || soonestAt.getTime() > standing.now.getTime() + days * dayMs) return []
  const [last] = await context.sql<{ at: Date | null }[]>`
    select max(funded_at) as at from fundings where program_id = ${program.id}`
  return last?.at ? [{ kind: 'low_runway', item: toWire('prg', program.uid), since: last.at }] : []
}

async function closeNews({ sql }: Context, { id }: Program, { now }: Standing): Promise<News[]> {
  const after = new Date(now.getTime() - stepsAgoMsMax)
  const rows = await sql<{ item: string; at: Date }[]>`
    select id::text as item, closed_at as at from closes where program_id = ${id} and closed_at > ${after}
    union all
    select close_id || ' ' || step, done_at from close_steps where program_id = ${id} and done_at > ${after}
    limit ${itemsMax}`
  return rows.map(({ item, at }) => ({ kind: 'close_step', item, since: at }))
}

function digestNews({ books: { state }, inForce, now }: Standing): News[] {
  if (state !== 'live' && state !== 'paused' && state !== 'closing') return []
  const day = dayIn(inForce.terms.timeZone, now)
  return [{ kind: 'digest', item: day, since: new Date(`${day}T00:00:00Z`) }]
}
