/** Switches the veto of a program on, changes it, gives it another secret, or switches it off. */
import type { z } from 'zod'
import type { Tx } from '../../db/connect.js'
import { AppError } from '../../errors.js'
import { newId } from '../../ids.js'
import type { Context } from '../standing/context.js'
import type { Program } from '../standing/find.js'
import { holdingBooks } from '../standing/in-program.js'
import { recordChange } from '../standing/audit-record.js'
import { bothSecretsMs, newSecret, sealSecret } from '../standing/shared-secret.js'
import { findVeto, getVeto, stagesOf, type Veto, type vetoSchema } from './veto.js'

/**
 * The next signups and releases are decided by it. A new address is asked at once, also during a rest of the old one.
 * @returns the secret of a veto that is new
 * @throws AppError `veto_url_refused`
 */
export async function setVeto(
  context: Context,
  program: Program,
  { url, at, noAnswer }: z.output<typeof vetoSchema>,
): Promise<{ secret: string | null }> {
  const address = fitAddress(context, url)
  return holdingBooks(context, program, async (tx, { books }) => {
    const before = await findVeto(tx, program.id)
    const id = before?.id ?? newId()
    const secret = newSecret('veto')
    await tx`
      insert into vetoes (program_id, id, url, no_answer, secret, created_at)
      values (${program.id}, ${id}, ${address}, ${noAnswer},
        ${sealSecret(context, program, { purpose: 'veto', id }, secret)}, ${new Date(context.clock.nowMs())})
      on conflict (program_id) do update
        set url = excluded.url, no_answer = excluded.no_answer,
          unanswered = case when vetoes.url = excluded.url then vetoes.unanswered else 0 end,
          resting_until = case when vetoes.url = excluded.url then vetoes.resting_until end,
          trouble = case when vetoes.url = excluded.url then vetoes.trouble end,
          trouble_at = case when vetoes.url = excluded.url then vetoes.trouble_at end`
    await writeStages(tx, program.id, at)
    await recordChange(context, tx, program.id, {
      before: before && recordOf(before, stagesOf(books)),
      after: { url: address, at, noAnswer },
    })
    return { secret: before === undefined ? secret : null }
  })
}

/** For a day questions are signed with both secrets. @throws AppError `veto_not_found` */
export async function rotateVetoSecret(context: Context, program: Program): Promise<{ secret: string }> {
  const secret = newSecret('veto')
  return holdingBooks(context, program, async (tx, { books }) => {
    const veto = await getVeto(tx, program.id)
    const { id } = veto
    await tx`
      update vetoes
      set previous_secret = secret, previous_until = ${new Date(context.clock.nowMs() + bothSecretsMs)},
        secret = ${sealSecret(context, program, { purpose: 'veto', id }, secret)}
      where program_id = ${program.id}`
    const kept = recordOf(veto, stagesOf(books))
    await recordChange(context, tx, program.id, { before: kept, after: kept })
    return { secret }
  })
}

/** The answers stay. @throws AppError `veto_not_found` */
export async function removeVeto(context: Context, program: Program): Promise<void> {
  await holdingBooks(context, program, async (tx, { books }) => {
    const before = await getVeto(tx, program.id)
    await tx`delete from vetoes where program_id = ${program.id}`
    await writeStages(tx, program.id, [])
    await recordChange(context, tx, program.id, { before: recordOf(before, stagesOf(books)) })
  })
}

async function writeStages(tx: Tx, programId: number, at: readonly string[]): Promise<void> {
  await tx`
    update books set veto_at_signup = ${at.includes('signup')}, veto_at_release = ${at.includes('release')}
    where program_id = ${programId}`
}

function recordOf({ url, noAnswer }: Veto, at: ReturnType<typeof stagesOf>) {
  return { url, at, noAnswer }
}

function fitAddress({ outgoing }: Context, url: string): string {
  const address = outgoing.addressOf(url)
  if ('value' in address) return address.value
  throw new AppError('veto_url_refused', address.refused, { fields: [{ path: 'url', message: 'cannot be called' }] })
}
