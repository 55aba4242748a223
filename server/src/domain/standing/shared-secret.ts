/** A secret that somebody else and we share, to sign with: made here, sealed under the key ring, shown once. */
import { randomBytes } from 'node:crypto'
import { dayMs } from '../../clock.js'
import { seal, unseal } from '../../sealed.js'
import type { Context } from './context.js'
import type { Program } from './find.js'

/** Whose it is: a secret that was sealed for one cannot be read as another's. */
export interface Sharer {
  readonly purpose: 'webhook' | 'provider'
  readonly id: string
}

export interface SealedSecrets {
  readonly secret: Buffer
  readonly previous: Buffer | null
  readonly previousUntil: Date | null
}

/** After a change the former secret counts too, for so long. */
export const bothSecretsMs = dayMs

/** Webhooks' as Standard Webhooks writes them. */
export function newSecret(purpose: Sharer['purpose']): string {
  const bytes = randomBytes(32)
  return purpose === 'webhook' ? `whsec_${bytes.toString('base64')}` : `prvsec_${bytes.toString('base64url')}`
}

export function sealSecret({ keys }: Context, program: Program, sharer: Sharer, secret: string): Buffer {
  return seal(keys.key(program.keyVersion, sharer.purpose), Buffer.from(secret), placeOf(program, sharer))
}

/** Those that count now, the newest first. */
export function secretsOf({ keys, clock }: Context, program: Program, sharer: Sharer, sealed: SealedSecrets): string[] {
  const { secret, previous, previousUntil: until } = sealed
  const both = previous !== null && until !== null && until.getTime() > clock.nowMs()
  const key = keys.key(program.keyVersion, sharer.purpose)
  return (both ? [secret, previous] : [secret]).map((one) =>
    unseal(key, one, placeOf(program, sharer)).toString('utf8'),
  )
}

function placeOf(program: Program, { purpose, id }: Sharer): string {
  return `${purpose} ${program.id} ${id}`
}
