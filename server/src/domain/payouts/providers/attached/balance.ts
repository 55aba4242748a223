/**
 * Asks attached providers for their balance every five minutes. Reports once when it no longer covers what a program
 * may have to pay through them, and once when it does again.
 */
import type { Tx } from '../../../../db/connect.js'
import type { AttachedProvidersRow } from '../../../../db/rows.js'
import { minuteMs } from '../../../../clock.js'
import { appendChanges } from '../../../changes/append.js'
import type { Context } from '../../../standing/context.js'
import { balancesOf, readTallies } from '../../../ledger/tallies.js'
import { standingOf, type Program } from '../../../standing/find.js'
import type { Terms } from '../../../standing/terms.js'
import { inProgram } from '../../../standing/in-program.js'
import { attachmentOf, type Attachment } from './attachment.js'
import { NoAnswerError } from './call.js'
import { attachedProvider } from './provider.js'

const askedEveryMs = 5 * minuteMs

export async function askBalances(context: Context, program: Program): Promise<void> {
  const due = await claimDue(context, program)
  await Promise.all(due.map((one) => askBalance(context, program, one)))
}

/** Claimed by postponing the next question: if this process dies, another asks then. */
async function claimDue(context: Context, program: Program): Promise<Attachment[]> {
  const { now } = await standingOf(context, program.id)
  const rows = await context.sql<AttachedProvidersRow[]>`
    update attached_providers set balance_ask_at = ${new Date(now.getTime() + askedEveryMs)}
    where program_id = ${program.id} and state = 'active' and balance_ask_at <= ${now}
    returning *`
  return rows.map(attachmentOf)
}

async function askBalance(context: Context, program: Program, attachment: Attachment): Promise<void> {
  const balanceMinor = await balanceOf(context, program, attachment)
  if (balanceMinor !== undefined) await takeBalance(context, program, attachment.provider, balanceMinor)
}

/** Undefined: no answer, with the reason in its row. Null: it has no balance. */
async function balanceOf(
  context: Context,
  program: Program,
  attachment: Attachment,
): Promise<bigint | null | undefined> {
  try {
    return await attachedProvider(attachment).balanceMinor?.({ context, program })
  } catch (error) {
    if (error instanceof NoAnswerError) return undefined
    throw error
  }
}

/**
 * The row is locked during the comparison with the previous balance, so that two processes cannot both report one
 * crossing.
 */
async function takeBalance(
  context: Context,
  program: Program,
  provider: string,
  balanceMinor: bigint | null,
): Promise<void> {
  await inProgram(context, program, async (tx, { now, inForce }) => {
    const [was] = await tx<{ balance_low: boolean }[]>`
      select balance_low from attached_providers
      where program_id = ${program.id} and provider = ${provider}
      for no key update`
    const owedMinor = await owedBy(tx, program.id, provider, inForce.terms)
    const low = balanceMinor !== null && balanceMinor < owedMinor
    await tx`
      update attached_providers
      set balance_minor = ${balanceMinor?.toString() ?? null}::bigint, owed_minor = ${owedMinor.toString()}::bigint,
        balance_at = ${new Date(context.clock.nowMs())}, balance_low = ${low}
      where program_id = ${program.id} and provider = ${provider}`
    if (low === was?.balance_low) return
    const type = low ? 'provider.balance_low' : 'provider.balance_enough'
    const detail = { provider, owedMinor: Number(owedMinor) }
    await appendChanges(tx, program.id, [{ type, amountMinor: balanceMinor, detail }], now)
  })
}

/**
 * Everything that people of the program may cash out, if its terms name the provider: it is unknown which kind of
 * account they will choose. For a provider that is no longer named, only what is on its way through it.
 */
async function owedBy(tx: Tx, programId: number, provider: string, { payouts }: Terms): Promise<bigint> {
  if (Object.values(payouts.providers).includes(provider)) return owedToAll(tx, programId)
  const [sum] = await tx<{ minor: bigint }[]>`
    select coalesce(sum(amount_minor), 0)::bigint as minor from payouts
    where program_id = ${programId} and provider = ${provider}
      and state in ('requested', 'approved', 'sending', 'unknown')`
  return sum?.minor ?? 0n
}

/** Held, available and clearing of all participants, from the tallies, without scanning people. */
async function owedToAll(tx: Tx, programId: number): Promise<bigint> {
  const balance = balancesOf(await readTallies(tx, programId))
  return balance('held') + balance('available') + balance('clearing')
}
