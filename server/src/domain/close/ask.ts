/**
 * Ends a program or one of its countries on request: at once, or after a second person's confirmation if the terms
 * require it. Requesting, confirming and withdrawing lock the books, so each sees the result of the one before.
 */
import type { Tx } from '../../db/connect.js'
import { AppError, must } from '../../errors.js'
import { toWire } from '../../ids.js'
import { recordChange } from '../standing/audit-record.js'
import type { Context } from '../standing/context.js'
import { holdAuthority, requireSecondPerson } from '../operators/authority.js'
import type { Program, Standing } from '../standing/find.js'
import { holdingBooks } from '../standing/in-program.js'
import { endCountry, hasEndedIn, refuseCountry, refuseLastCountry } from './country.js'
import { endProgram, hasEnded } from './enter.js'
import { decideRequest, endedByDate, findRequest, findWaiting, insertRequest, type CloseRequest } from './requests.js'

/**
 * Repeating is harmless. A funded draft can be ended too: its money is returned.
 * @param country ends only this country; null for the whole program
 * @returns whether it waits for a second person
 * @throws AppError `program_state_conflict`, `request_invalid`
 */
export async function closeOrAsk(context: Context, program: Program, country: string | null): Promise<boolean> {
  return holdingBooks(context, program, async (tx, standing) => {
    if (country === null ? hasEnded(standing.books.state) : hasEndedIn(standing, country)) return false
    if (country !== null) {
      refuseCountry(standing, country)
      refuseLastCountry(standing, country)
    }
    if (needsTwo(standing)) await ask(context, tx, program, standing, country)
    else await end(context, tx, program, standing, { country })
    return needsTwo(standing)
  })
}

/**
 * Repeating is harmless.
 * @throws AppError `close_request_not_found`, `close_request_state_conflict`, `program_state_conflict`,
 * `second_person_needed`
 */
export async function confirmClose(context: Context, program: Program, id: string, by: string): Promise<CloseRequest> {
  return onRequest(context, program, id, 'confirmed', async (tx, standing, { askedBy, country }) => {
    const two = { askedBy, by, needed: 'programs:write' } as const
    await requireSecondPerson(tx, program.id, { ...two, nowMs: context.clock.nowMs() })
    if (country !== null) {
      refuseLeft(standing, country)
      refuseLastCountry(standing, country)
    }
    await decideRequest(tx, program.id, id, { state: 'confirmed', by, at: standing.now })
    await end(context, tx, program, standing, { country, subject: toWire('clr', id) })
  })
}

/** Repeating is harmless. @throws AppError `close_request_not_found`, `close_request_state_conflict` */
export async function withdrawClose(context: Context, program: Program, id: string, by: string): Promise<CloseRequest> {
  return onRequest(context, program, id, 'withdrawn', async (tx, standing, { country }) => {
    await decideRequest(tx, program.id, id, { state: 'withdrawn', by, at: standing.now })
    const before = { state: 'waiting', country }
    await recordChange(context, tx, program.id, { subject: toWire('clr', id), before, after: { state: 'withdrawn' } })
  })
}

/** Decides a waiting request. @returns its new state; the old one if it was decided the same way before */
async function onRequest(
  context: Context,
  program: Program,
  id: string,
  state: 'confirmed' | 'withdrawn',
  decide: (tx: Tx, standing: Standing, request: CloseRequest) => Promise<void>,
): Promise<CloseRequest> {
  return holdingBooks(context, program, async (tx, standing) => {
    const request = await findRequest(tx, program.id, standing, id)
    if (request === undefined) throw requestNotFound()
    if (request.state === state) return request
    if (request.state !== 'waiting') throw decided(request.state)
    await decide(tx, standing, request)
    return must(await findRequest(tx, program.id, standing, id), 'the request just decided')
  })
}

/** A program ended by its date needs no confirmation. */
function needsTwo(standing: Standing): boolean {
  return standing.inForce.terms.secondPerson.closing && !endedByDate(standing)
}

async function ask(
  context: Context,
  tx: Tx,
  program: Program,
  standing: Standing,
  country: string | null,
): Promise<void> {
  const askedBy = must(context.cause, 'somebody asks').by
  const { person } = await holdAuthority(tx, program.id, askedBy, 'programs:write', context.clock.nowMs())
  if (!(await insertRequest(tx, program.id, { country, askedBy, person, askedAt: standing.now }))) return
  const { id } = must(await findWaiting(tx, program.id, standing, country), 'the request just written')
  await recordChange(context, tx, program.id, { subject: toWire('clr', id), after: { state: 'waiting', country } })
}

async function end(
  context: Context,
  tx: Tx,
  program: Program,
  standing: Standing,
  { country, subject }: { country: string | null; subject?: string },
): Promise<void> {
  if (country === null) await endProgram(context, tx, program, standing, subject)
  else await endCountry(context, tx, program, standing, country, subject)
}

/** The terms may have changed between the request and the confirmation. */
function refuseLeft(standing: Standing, country: string): void {
  const { countries } = standing.inForce.terms
  if (countries === null || countries.includes(country)) return
  throw new AppError('program_state_conflict', 'The program no longer runs in this country: withdraw the request.')
}

function decided(state: 'withdrawn' | 'overtaken' | 'confirmed'): AppError {
  const why = {
    withdrawn: 'This request was withdrawn. Ask anew.',
    overtaken: 'The program ended before this was confirmed: there is nothing left to decide.',
    confirmed: 'This was confirmed and has ended: it can no longer be withdrawn.',
  }
  return new AppError('close_request_state_conflict', why[state])
}

export function requestNotFound(): AppError {
  return new AppError('close_request_not_found', 'This program has no request of this id to be ended.')
}
