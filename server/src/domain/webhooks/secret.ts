/** A webhook's secrets: made here, sealed under the key ring, shown once. */
import { randomBytes } from 'node:crypto'
import { seal, unseal } from '../../sealed.js'
import type { Context } from '../context.js'
import type { Program } from '../programs/find.js'

/** As Standard Webhooks writes them. */
export function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}

export function sealSecret({ keys }: Context, program: Program, webhookId: string, secret: string): Buffer {
  return seal(keys.key(program.keyVersion, 'webhook'), Buffer.from(secret), placeOf(program, webhookId))
}

export function unsealSecret({ keys }: Context, program: Program, webhookId: string, sealed: Buffer): string {
  return unseal(keys.key(program.keyVersion, 'webhook'), sealed, placeOf(program, webhookId)).toString('utf8')
}

function placeOf(program: Program, webhookId: string): string {
  return `webhook ${program.id} ${webhookId}`
}
