/**
 * Finds the provider of a payout. Built-in ones are files here; attached ones are rows (attached/). A test program pays
 * into the sandbox unless its terms name its own attached provider. A live one never does.
 */
import type { Sql, Tx } from '../../../db/connect.js'
import type { MethodKind } from '../../../db/rows.js'
import { AppError } from '../../../errors.js'
import type { Program } from '../../standing/find.js'
import type { Terms } from '../../standing/terms.js'
import { isAttachedName, readAttachment } from './attached/attachment.js'
import { attachedProvider } from './attached/provider.js'
import type { Provider } from '../core/provider.js'
import { fileProvider } from './file.js'
import { sandbox } from './sandbox.js'

const ours: readonly Provider[] = [sandbox, fileProvider]

/** Built-in providers only; attached providers are always called. */
export const calledProviders = ours.filter(({ delivery }) => delivery === 'call').map(({ name }) => name)

export async function providerNamed(sql: Sql | Tx, programId: number, name: string): Promise<Provider | undefined> {
  if (!isAttachedName(name)) return ours.find((one) => one.name === name)
  const attachment = await readAttachment(sql, programId, name)
  return attachment && attachedProvider(attachment)
}

/** @throws AppError `payout_method_unavailable` */
export async function providerFor(
  sql: Sql | Tx,
  { id, mode }: Program,
  terms: Terms,
  kind: MethodKind,
): Promise<Provider> {
  const named = terms.payouts.providers[kind]
  if (named === null) throw unavailable(`This program does not pay to accounts of the kind "${kind}".`)
  const provider = mode === 'test' && !isAttachedName(named) ? sandbox : await providerNamed(sql, id, named)
  if (provider === undefined || provider.detached === true) {
    throw unavailable(`To accounts of the kind "${kind}" nothing can be paid for now. Try again later.`)
  }
  return provider
}

function unavailable(detail: string): AppError {
  return new AppError('payout_method_unavailable', detail)
}
