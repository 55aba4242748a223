/**
 * Identities are matched by keyed digests: HMAC-SHA-256 of the value returned by its reader (`readers/`), cut to 128
 * bits and stored as a uuid (sixteen bytes). The value is not stored. Pure.
 */
import * as z from 'zod'
import type { IdentityKind } from '../../db/rows.js'
import type { FieldError } from '../../errors.js'
import { uuidOfDigits } from '../../ids.js'
import { mac } from '../../mac.js'
import { readAddress } from '../../readers/address.js'
import { readDeviceId } from '../../readers/device.js'
import { readEmail } from '../../readers/email.js'
import { readPhone } from '../../readers/phone.js'
import { isBlank } from '../../readers/text.js'

/**
 * The identities of a person from an app: the strongest verified ones. Empty ones and device placeholders count as
 * missing.
 */
export const identitiesSchema = z.strictObject({
  phone: z.string().max(100).nullish(),
  email: z.string().max(500).nullish(),
  device: z.string().max(200).nullish(),
  install: z.string().max(200).nullish(),
})
export type Identities = z.output<typeof identitiesSchema>

export interface IdentityDigest {
  readonly kind: IdentityKind
  readonly digest: string
}

/** What is compared and identifies nobody. */
type Mark = 'address' | 'subnet' | 'agent' | 'number_block' | 'mail_block'

export function digestOf(key: Buffer, kind: IdentityKind | Mark, read: string): string {
  return uuidOfDigits(mac(key, `${kind}:${read}`, 'hex'))
}

type SentKind = keyof Identities

/**
 * The digests of the sent values, in a fixed order of kinds, the values as they were read, and a sentence for each
 * invalid value.
 * @param country the person's: its phone numbers may lack a calling code
 */
export function digestIdentities(
  key: Buffer,
  identities: Identities,
  country: string | null | undefined,
): { digests: IdentityDigest[]; values: Partial<Record<SentKind, string>>; errors: FieldError[] } {
  const digests: IdentityDigest[] = []
  const values: Partial<Record<SentKind, string>> = {}
  const errors: FieldError[] = []
  for (const kind of ['phone', 'email', 'device', 'install'] as const) {
    const value = identities[kind]
    if (value == null || isBlank(value)) continue
    const read = readers[kind](value, country)
    if (read === null) continue
    if (read === undefined) errors.push({ path: `identities.${kind}`, message: `is not a ${nounOf[kind]}` })
    else {
      values[kind] = read
      digests.push({ kind, digest: digestOf(key, kind, read) })
    }
  }
  return { digests, values, errors }
}

const nounOf = {
  phone: 'phone number, like 01712345678 or +8801712345678',
  email: 'mail address, like rina@example.com',
  device: 'device id',
  install: 'install id',
} as const

const readers = { phone: readPhone, email: readEmail, device: readDeviceId, install: readDeviceId } as const

/**
 * What an app, a link or the console saw of a visitor. An IPv6 household is a /64, because the lower half changes.
 * Texts that are not addresses share one digest.
 */
export function addressDigest(key: Buffer, text: string): string {
  return digestOf(key, 'address', householdOf(text))
}

/** The same digest as its sixteen bytes: see `newIdBytes`. */
export function addressDigestBytes(key: Buffer, text: string): string {
  return digestBytesOf(key, 'address', householdOf(text))
}

function householdOf(text: string): string {
  const address = readAddress(text) ?? ''
  return address.includes(':') ? address.split(':').slice(0, 4).join(':') : address
}

export function agentDigest(key: Buffer, userAgent: string): string {
  return digestOf(key, 'agent', userAgent)
}

export function agentDigestBytes(key: Buffer, userAgent: string): string {
  return digestBytesOf(key, 'agent', userAgent)
}

function digestBytesOf(key: Buffer, kind: 'address' | 'agent', read: string): string {
  return mac(key, `${kind}:${read}`, 'binary').slice(0, 16)
}
