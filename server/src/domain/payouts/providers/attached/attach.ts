/** An owner's changes of attached providers: attach, change limits, detach, rotate the secret. */
import type { z } from 'zod'
import type { Tx } from '../../../../db/connect.js'
import { retryingTransaction } from '../../../../db/retry.js'
import { AppError } from '../../../../errors.js'
import { newId, toWire } from '../../../../ids.js'
import { recordChange } from '../../../standing/audit-record.js'
import type { Context } from '../../../standing/context.js'
import type { Program } from '../../../standing/find.js'
import { wakeSender } from '../../core/wake.js'
import {
  attachmentRecord,
  getAttachment,
  idOfAttached,
  nameOfAttached,
  type attachmentChangeSchema,
  type attachmentSchema,
  type Attachment,
} from './attachment.js'
import { bothSecretsMs, newSecret, sealSecret } from '../../../standing/shared-secret.js'
import { holdingBooks } from '../../../standing/in-program.js'

const providersMax = 20

interface WithSecret {
  readonly attachment: Attachment
  /** Returned only here. */
  readonly secret: string
}

/** @throws AppError `provider_url_refused`, `provider_limit_reached`, `request_invalid` */
export async function attachProvider(
  context: Context,
  program: Program,
  input: z.output<typeof attachmentSchema>,
): Promise<WithSecret> {
  const url = fitAddress(context, input.url)
  refuseLimits(input)
  const id = toWire('prv', newId())
  const provider = nameOfAttached(id)
  const secret = newSecret('provider')
  const sealed = sealSecret(context, program, { purpose: 'provider', id: provider }, secret)
  // Concurrent calls are counted one after the other.
  return holdingBooks(context, program, async (tx, { now }) => {
    const [counted] = await tx<{ count: number }[]>`
      select count(*)::int as count from attached_providers where program_id = ${program.id}`
    if ((counted?.count ?? 0) >= providersMax) {
      throw new AppError('provider_limit_reached', `A program has ${providersMax} attached providers at most.`)
    }
    await tx`
      insert into attached_providers (program_id, provider, name, url, kinds, minimum_minor, maximum_minor,
        settlement_window_seconds, secret, state, balance_ask_at, created_at)
      values (${program.id}, ${provider}, ${input.name}, ${url}, ${[...new Set(input.kinds)]}::text[],
        ${input.minimumMinor.toString()}::bigint, ${input.maximumMinor.toString()}::bigint,
        ${input.settlementWindowSeconds}, ${sealed}, 'active', ${now},
        ${new Date(context.clock.nowMs())})`
    const attachment = await getAttachment(tx, program.id, id)
    await recordChange(context, tx, program.id, { subject: id, after: attachmentRecord(attachment) })
    return { attachment, secret }
  })
}

/** @throws AppError `provider_not_found`, `request_invalid` */
export async function changeProvider(
  context: Context,
  program: Program,
  id: string,
  change: z.output<typeof attachmentChangeSchema>,
): Promise<Attachment> {
  const { before, after } = await onProvider(context, program, id, async (tx, was) => {
    const next = { ...was, ...change }
    refuseLimits(next)
    await tx`
      update attached_providers
      set name = ${next.name}, minimum_minor = ${next.minimumMinor.toString()}::bigint,
        maximum_minor = ${next.maximumMinor.toString()}::bigint, state = ${next.state}
      where program_id = ${program.id} and provider = ${was.provider}`
  })
  if (before.state === 'detached' && after.state === 'active') await wakeSender(context, program)
  return after
}

/** For a day both secrets are valid, for our messages and for its. */
export async function rotateProviderSecret(context: Context, program: Program, id: string): Promise<WithSecret> {
  const secret = newSecret('provider')
  const until = new Date(context.clock.nowMs() + bothSecretsMs)
  const { after } = await onProvider(context, program, id, async (tx, { provider }) => {
    const sealed = sealSecret(context, program, { purpose: 'provider', id: provider }, secret)
    await tx`
      update attached_providers set previous_secret = secret, previous_until = ${until}, secret = ${sealed}
      where program_id = ${program.id} and provider = ${provider}`
  })
  return { attachment: after, secret }
}

/** Locked first, then read. */
async function onProvider(
  context: Context,
  program: Program,
  id: string,
  work: (tx: Tx, before: Attachment) => Promise<void>,
): Promise<{ before: Attachment; after: Attachment }> {
  return retryingTransaction(context.sql, async (tx) => {
    const { provider } = await getAttachment(tx, program.id, id)
    await tx`
      select provider from attached_providers
      where program_id = ${program.id} and provider = ${provider}
      for no key update`
    const before = await getAttachment(tx, program.id, id)
    await work(tx, before)
    const after = await getAttachment(tx, program.id, id)
    await recordChange(context, tx, program.id, {
      subject: idOfAttached(provider),
      before: attachmentRecord(before),
      after: attachmentRecord(after),
    })
    return { before, after }
  })
}

/** @throws AppError `provider_url_refused` */
function fitAddress({ outgoing }: Context, text: string): string {
  const address = /[?#]/.test(text)
    ? { refused: 'The address must end with its path: Bondhu adds the paths of its calls.' }
    : outgoing.addressOf(text)
  if ('value' in address) return address.value.replace(/\/+$/, '')
  throw new AppError('provider_url_refused', address.refused, {
    fields: [{ path: 'url', message: 'cannot be called' }],
  })
}

/** @throws AppError `request_invalid` */
function refuseLimits({ minimumMinor, maximumMinor }: { minimumMinor: bigint; maximumMinor: bigint }): void {
  if (minimumMinor <= maximumMinor) return
  throw new AppError('request_invalid', 'The minimum payment cannot exceed the maximum.', {
    fields: [{ path: 'minimumMinor', message: 'must not be more than maximumMinor' }],
  })
}
