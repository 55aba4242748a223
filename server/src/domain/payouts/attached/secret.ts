/** The secret that an attached provider and we share: made here, sealed under the key ring, shown once. */
import { randomBytes } from 'node:crypto'
import { seal, unseal } from '../../../sealed.js'
import type { Context } from '../../context.js'
import type { Program } from '../../programs/find.js'
import type { Attachment } from './attachment.js'

export function newSecret(): string {
  return `prvsec_${randomBytes(32).toString('base64url')}`
}

export function sealSecret({ keys }: Context, program: Program, provider: string, secret: string): Buffer {
  return seal(keys.key(program.keyVersion, 'provider'), Buffer.from(secret), placeOf(program, provider))
}

/** Two for a day after the secret was changed, the newest first: either counts. */
export function secretsOf({ keys, clock }: Context, program: Program, attachment: Attachment): string[] {
  const { provider, sealedSecret, sealedPreviousSecret: previous, previousSecretUntil: until } = attachment
  const both = previous !== null && until !== null && until.getTime() > clock.nowMs()
  const key = keys.key(program.keyVersion, 'provider')
  return (both ? [sealedSecret, previous] : [sealedSecret]).map((sealed) =>
    unseal(key, sealed, placeOf(program, provider)).toString('utf8'),
  )
}

function placeOf(program: Program, provider: string): string {
  return `provider ${program.id} ${provider}`
}
