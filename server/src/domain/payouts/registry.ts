/** Which provider pays what. A test program pays into the sandbox, whatever its terms say, and a live one never does. */
import type { MethodKind } from '../../db/rows.js'
import { AppError } from '../../errors.js'
import type { Program } from '../programs/find.js'
import type { Terms } from '../programs/terms.js'
import type { Provider } from './provider.js'
import { fileProvider } from './file.js'
import { sandbox } from './sandbox.js'

const providers: readonly Provider[] = [sandbox, fileProvider]

export const calledProviders = providers.filter(({ delivery }) => delivery === 'call').map(({ name }) => name)

export function providerNamed(name: string): Provider | undefined {
  return providers.find((one) => one.name === name)
}

/** @throws AppError `payout_method_unavailable` */
export function providerFor({ mode }: Program, terms: Terms, kind: MethodKind): Provider {
  const named = terms.payouts.providers[kind]
  const provider = named === null ? undefined : mode === 'test' ? sandbox : providerNamed(named)
  if (provider !== undefined) return provider
  throw new AppError('payout_method_unavailable', `This program does not pay to accounts of the kind "${kind}".`)
}
