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
/** Somebody who switches notices on is told of the steps of a close since then. */
const stepsAgoMsMax = 2 * dayMs

/** What is the same for every reader, read once for all of them. */
export interface ProgramNews {
  /** Undefined if the program is not live, or nobody wants to know. */
  readonly runway: { readonly soonestAt: Date | null; readonly fundedAt: Date | null } | undefined
  readonly closeSteps: readonly News[]
}

export async function readProgramNews(
  context: Context,
  program: Program,
  standing: Standing,
  readers: readonly Reader[],
): Promise<ProgramNews> {
  const isWanted = (kind: NoticeKind) => readers.some(({ kinds }) => kinds.includes(kind))
  const [runway, closeSteps] = await Promise.all([
    isWanted('low_runway') && standing.books.state === 'live' ? readShortfall(context, program, standing) : undefined,
    isWanted('close_step') ? readCloseSteps(context, program, standing) : [],
  ])
  return { runway, closeSteps }
}

async function readShortfall(context: Context, program: Program, standing: Standing) {
  const { soonestAt } = await readRunway(context, program, standing)
  const [last] = await context.sql<{ at: Date | null }[]>`
    select max(funded_at) as at from fundings where program_id = ${program.id}`
  return { soonestAt, fundedAt: last?.at ?? null }
}

async function readCloseSteps({ sql }: Context, { id }: Program, { now }: Standing): Promise<News[]> {
  const after = new Date(now.getTime() - stepsAgoMsMax)
  const rows = await sql<{ item: string; at: Date }[]>`
    select id::text as item, closed_at as at from closes where program_id = ${id} and closed_at > ${after}
    union all
    select close_id || ' ' || step, done_at from close_steps where program_id = ${id} and done_at > ${after}
    limit ${itemsMax}`
  return rows.map(({ item, at }) => ({ kind: 'close_step', item, since: at }))
}

/** @param hourNow of the program's day */
export async function findNews(
  context: Context,
  program: Program,
  standing: Standing,
  { settings, kinds, wantsDigest }: Reader,
  { runway, closeSteps }: ProgramNews,
  hourNow: number,
): Promise<News[]> {
  const items = await inboxNews(context, program, standing, settings, kinds)
  const hasDigest = wantsDigest && settings.digestHour !== null && hourNow >= settings.digestHour
  return [
    ...items,
    ...(kinds.includes('low_runway') ? runwayNews(program, standing, runway, settings.runwayDays) : []),
    ...(kinds.includes('close_step') ? closeSteps : []),
    ...(hasDigest ? digestNews(standing) : []),
  ]
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
function runwayNews({ uid }: Program, { now }: Standing, runway: ProgramNews['runway'], days: number): News[] {
  if (runway === undefined || runway.soonestAt === null || runway.fundedAt === null) return []
  if (runway.soonestAt.getTime() > now.getTime() + days * dayMs) return []
  return [{ kind: 'low_runway', item: toWire('prg', uid), since: runway.fundedAt }]
}

function digestNews({ books: { state }, inForce, now }: Standing): News[] {
  if (state !== 'live' && state !== 'paused' && state !== 'closing') return []
  const day = dayIn(inForce.terms.timeZone, now)
  return [{ kind: 'digest', item: day, since: new Date(`${day}T00:00:00Z`) }]
}
