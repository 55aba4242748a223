/**
 * A participant's visit to the portal. The app's server creates it and gets an address with a token. Opening the
 * address sets a cookie; the first use of the cookie ends the token. Only digests of both are stored.
 */
import { createHash, randomBytes } from 'node:crypto'
import * as z from 'zod'
import { minuteMs } from '../../clock.js'
import type { PortalSessionsRow } from '../../db/rows.js'
import { AppError } from '../../errors.js'
import { cutoffOf } from '../../retention.js'
import * as field from '../../schema.js'
import type { Context } from '../standing/context.js'
import { findParticipant, participantNotFound } from '../person/read.js'
import { standingOf, type Program } from '../standing/find.js'
import type { Terms } from '../standing/terms.js'

export const sessionSchema = z.strictObject({
  locale: field.locale.nullish().describe('The first language, like bn or en-BD; default: that of the browser'),
  returnUrl: field
    .text(2000)
    .nullish()
    .describe("Where the portal leads back to: in the program's `portal.origins`, its web destination, or its app"),
})

/** How long the address can be opened, … */
const tokenMsMax = 10 * minuteMs
/** … how long the visit lasts, … */
const visitMsMax = 30 * minuteMs
/** … and how long after the app's call a cash-out can be requested. */
const cashOutMsMax = 15 * minuteMs

/** A visit in progress. */
export interface PortalVisit {
  readonly participantId: string
  readonly language: string | null
  readonly returnUrl: string | null
  readonly endsAt: Date
  readonly cashOutUntil: Date
}

/** Where an expired token or cookie may still lead. */
export interface OverVisit {
  readonly returnUrl: string | null
}

/**
 * @returns the token, returned only here, and until when it can be opened.
 * @throws AppError `participant_not_found`, `request_invalid` for a return address that the program does not list.
 */
export async function makeSession(
  context: Context,
  program: Program,
  userId: string,
  { locale, returnUrl }: z.output<typeof sessionSchema>,
): Promise<{ token: string; expiresAt: Date }> {
  const [{ id }, { inForce }] = await Promise.all([
    findParticipant(context.sql, program, userId),
    standingOf(context, program.id),
  ])
  if (returnUrl && !mayReturnTo(inForce.terms, returnUrl)) {
    throw new AppError('request_invalid', 'The portal may not lead there. List its origin in portal.origins.', {
      fields: [{ path: 'returnUrl', message: "must be of an origin that the program's portal.origins lists" }],
    })
  }
  const token = randomText()
  const madeAt = new Date(context.clock.nowMs())
  // The lock waits for an erasure that is under way: it deletes the sessions that it finds.
  const made = await context.sql`
    insert into portal_sessions (program_id, token_digest, participant_id, language, return_url, made_at)
    select program_id, ${digestOf(token)}::bytea, id, ${locale?.split('-')[0] ?? null}::text, ${returnUrl ?? null}::text,
      ${madeAt}::timestamptz
    from participants
    where program_id = ${program.id} and id = ${id} and erased_at is null
    for share`
  if (made.count === 0) throw participantNotFound()
  return { token, expiresAt: new Date(madeAt.getTime() + tokenMsMax) }
}

/**
 * Creates the cookie of a visit. The answer may be lost on the way to a phone, so the token works until its cookie has
 * been used. Each opening invalidates the cookie before it.
 */
export async function openSession(
  context: Context,
  program: Program,
  token: string,
): Promise<{ cookie: string } | { over: OverVisit | undefined }> {
  const now = new Date(context.clock.nowMs())
  const cookie = randomText()
  const opened = await context.sql`
    update portal_sessions
    set cookie_digest = ${digestOf(cookie)}, opened_at = coalesce(opened_at, ${now})
    where program_id = ${program.id} and token_digest = ${digestOf(token)}
      and made_at > ${new Date(now.getTime() - tokenMsMax)} and used_at is null and ended_at is null
    returning participant_id`
  if (opened.count === 1) return { cookie }
  const [row] = await context.sql<Pick<PortalSessionsRow, 'return_url'>[]>`
    select return_url from portal_sessions where program_id = ${program.id} and token_digest = ${digestOf(token)}`
  return { over: row && { returnUrl: row.return_url } }
}

/** The visit of a cookie. Its first use ends the token. */
export async function findVisit(
  context: Context,
  program: Program,
  cookie: string,
): Promise<{ visit: PortalVisit } | { over: OverVisit | undefined }> {
  const nowMs = context.clock.nowMs()
  const row = await readByCookie(context, program, cookie)
  if (row === undefined) return { over: undefined }
  const endsAt = new Date(row.opened_at.getTime() + visitMsMax)
  if (row.ended_at !== null || endsAt.getTime() <= nowMs) return { over: { returnUrl: row.return_url } }
  if (row.used_at === null && !(await useFirst(context, program, cookie))) return { over: undefined }
  const cashOutUntil = new Date(row.made_at.getTime() + cashOutMsMax)
  const { participant_id: participantId, language, return_url: returnUrl } = row
  return { visit: { participantId, language, returnUrl, endsAt, cashOutUntil } }
}

async function readByCookie({ sql }: Context, program: Program, cookie: string) {
  const [row] = await sql<(Pick<PortalSessionsRow, Column> & { opened_at: Date })[]>`
    select participant_id, language, return_url, made_at, opened_at, used_at, ended_at
    from portal_sessions
    where program_id = ${program.id} and cookie_digest = ${digestOf(cookie)}`
  return row
}

type Column = 'participant_id' | 'language' | 'return_url' | 'made_at' | 'used_at' | 'ended_at'

/** Whether this cookie is still valid: another opening may have replaced it since it was read. */
async function useFirst({ sql, clock }: Context, program: Program, cookie: string): Promise<boolean> {
  const used = await sql`
    update portal_sessions set used_at = coalesce(used_at, ${new Date(clock.nowMs())})
    where program_id = ${program.id} and cookie_digest = ${digestOf(cookie)}`
  return used.count === 1
}

/** The person's own choice, for the rest of the visit. */
export async function rememberLanguage(
  { sql }: Context,
  program: Program,
  cookie: string,
  language: string,
): Promise<void> {
  await sql`
    update portal_sessions set language = ${language}
    where program_id = ${program.id} and cookie_digest = ${digestOf(cookie)}`
}

/** Signs out: ends the cookie and the token. Repeating is harmless. */
export async function endVisit(context: Context, program: Program, cookie: string): Promise<void> {
  await context.sql`
    update portal_sessions set ended_at = ${new Date(context.clock.nowMs())}
    where program_id = ${program.id} and cookie_digest = ${digestOf(cookie)} and ended_at is null`
}

/** Deletes old visits. An expired one still knows its return address, for a page that was left open. */
export async function forgetSessions(context: Context, programId: number): Promise<void> {
  await context.sql`
    delete from portal_sessions
    where program_id = ${programId} and made_at < ${cutoffOf('portalSessions', context.clock.nowMs())}`
}

/** A page that the program lists, the destination of its links, or its app. Pure. */
export function mayReturnTo({ portal, destinations }: Terms, address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, origin } = new URL(address)
  if (protocol === 'https:' || protocol === 'http:') {
    return portal.origins.includes(origin) || origin === new URL(destinations.web).origin
  }
  return destinations.deepLink !== null && protocol === `${destinations.deepLink.split(':')[0]?.toLowerCase()}:`
}

function randomText(): string {
  return randomBytes(32).toString('base64url')
}

/** Of 256 random bits, so a plain digest cannot be searched. */
function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
