/**
 * Identities are matched by keyed digests: HMAC-SHA-256 of the normalised value, cut to 128 bits and written as a uuid
 * (sixteen bytes in the database). The value itself is not kept. Pure.
 */
import { parsePhoneNumberFromString, type CountryCode, isSupportedCountry } from 'libphonenumber-js/min'
import { z } from 'zod'
import type { IdentityKind } from '../../db/rows.js'
import type { FieldError } from '../../errors.js'
import { uuidOfDigits } from '../../ids.js'
import { mac } from '../../mac.js'
import { asciiDigits, textOrEmpty } from '../../schema.js'

/** What an app may tell of a person: its strongest verified identities. An empty one is none. */
export const identitiesSchema = z.strictObject({
  phone: textOrEmpty(40).nullish(),
  email: textOrEmpty(320).nullish(),
  device: textOrEmpty(200).nullish(),
  install: textOrEmpty(200).nullish(),
})
export type Identities = z.output<typeof identitiesSchema>

export interface IdentityDigest {
  readonly kind: IdentityKind
  readonly digest: string
}

export function digestOf(key: Buffer, kind: IdentityKind | 'address' | 'agent', normalised: string): string {
  return uuidOfDigits(mac(key, `${kind}:${normalised}`, 'hex'))
}

/**
 * The digests of what was sent, in a fixed order of kinds, and a sentence for each value that cannot be one.
 * @param region the country whose numbers may be written without a country code
 */
export function digestIdentities(
  key: Buffer,
  identities: Identities,
  region: string,
): { digests: IdentityDigest[]; errors: FieldError[] } {
  const digests: IdentityDigest[] = []
  const errors: FieldError[] = []
  for (const kind of ['phone', 'email', 'device', 'install'] as const) {
    const value = identities[kind]
    if (!value?.trim()) continue
    const normalised = normalise[kind](value, region)
    if (normalised === undefined) errors.push({ path: `identities.${kind}`, message: `is not a ${nounOf[kind]}` })
    else digests.push({ kind, digest: digestOf(key, kind, normalised) })
  }
  return { digests, errors }
}

const nounOf = {
  phone: 'phone number, like 01712345678 or +8801712345678',
  email: 'mail address, like rina@example.com',
  device: 'device id',
  install: 'install id',
} as const

const normalise = { phone: normalisePhone, email: normaliseEmail, device: normaliseId, install: normaliseId } as const

/** E.164, so that `০১৭১২-৩৪৫৬৭৮` and `+880 1712 345678` are one person. */
export function normalisePhone(value: string, region: string): string | undefined {
  // As most apps send it, and as the library would leave it: asking it took longer than the digest.
  if (/^\+8801[3-9][0-9]{8}$/.test(value)) return value
  const defaultCountry: CountryCode = isSupportedCountry(region) ? region : 'BD'
  const number = parsePhoneNumberFromString(asciiDigits(value), defaultCountry)
  return number?.isPossible() === true ? number.number : undefined
}

/**
 * Lower case, without a `+tag`, and for Gmail without dots: the variants that reach one mailbox.
 * An address that two people share by these rules is rarer than one person with a thousand of them.
 */
export function normaliseEmail(value: string): string | undefined {
  const match = /^([^\s@]+)@([^\s@]+\.[^\s@]+)$/.exec(value.normalize('NFKC').trim().toLowerCase())
  if (match === null) return undefined
  const [, name = '', domainAsWritten = ''] = match
  const domain = domainAsWritten === 'googlemail.com' ? 'gmail.com' : domainAsWritten
  const untagged = name.replace(/\+.*$/, '') || name
  return `${domain === 'gmail.com' ? untagged.replaceAll('.', '') : untagged}@${domain}`
}

/** What an app or a link saw of a visitor, for abuse rules alone. An IPv6 household is a /64; its lower half changes. */
export function addressDigest(key: Buffer, address: string): string {
  const mapped = address.replace(/^::ffff:(?=\d+\.)/i, '')
  return digestOf(key, 'address', mapped.includes(':') ? mapped.split(':').slice(0, 4).join(':') : mapped)
}

export function agentDigest(key: Buffer, userAgent: string): string {
  return digestOf(key, 'agent', userAgent)
}

function normaliseId(value: string): string {
  return value.trim()
}
