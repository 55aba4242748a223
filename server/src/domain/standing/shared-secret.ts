/** A secret shared with another system, for signatures: generated here, sealed under the key ring, shown once. */
import { randomBytes } from 'node:crypto'
import { dayMs } from '../../clock.js'
import { seal, unseal } from '../../sealed.js'
import type { Context } from './context.js'
import type { Program } from './find.js'

/** The owner: a secret sealed for one cannot be read as another's. */
export interface Sharer {
  readonly purpose: 'webhook' | 'provider' | 'veto'
  readonly id: string
}

export interface SealedSecrets {
  readonly secret: Buffer
  readonly previous: Buffer | null
  readonly previousUntil: Date | null
}

/** How long the previous secret stays valid after a rotation. */
export const bothSecretsMs = dayMs

/** For a provider in a format of our own; others in the format of Standard Webhooks. */
export function newSecret(purpose: Sharer['purpose']): string {
  const bytes = randomBytes(32)
  return purpose === 'provider' ? `prvsec_${bytes.toString('base64url')}` : `whsec_${bytes.toString('base64')}`
}

export function sealSecret({ keys }: Context, program: Program, sharer: Sharer, secret: string): Buffer {
  return seal(keys.key(program.keyVersion, sharer.purpose), Buffer.from(secret), placeOf(program, sharer))
}

/** The valid secrets, newest first. */
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
