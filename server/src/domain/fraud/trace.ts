/**
 * What a signup leaves behind for the rules of abuse: keyed digests of what the app saw of the friend, and of the
 * neighbourhood of the phone number and the mail address. Pure.
 */
import * as z from 'zod'
import type { KeyRing } from '../../db/key-ring.js'
import { addressDigest, agentDigest, digestOf } from '../identities/digest.js'
import type { Networks } from '../../networks/networks.js'
import { readAddress } from '../../readers/address.js'
import { isDisposableMail } from '../../readers/disposable-mail.js'
import { integrities, readIntegrity } from '../../readers/integrity.js'
import { readUserAgent } from '../../readers/user-agent.js'
import * as field from '../../schema.js'
import { networkKinds, type Trace } from './signals/case.js'

/** What an app may send beside a signup or a join. */
export const contextSchema = z.strictObject({
  ip: field.accompanying.nullish(),
  userAgent: field.accompanying.nullish(),
  consent: z
    .boolean()
    .nullish()
    .describe('`false`: the person has not agreed to the use of `ip` and `userAgent`. They leave nothing behind'),
  integrity: field.accompanying
    .nullish()
    .describe('What Play Integrity or App Attest said to your server: `passed`, `failed` or `emulator`'),
  deviceRecognitionVerdict: z
    .array(field.accompanying)
    .nullish()
    .describe('Instead of `integrity`: the labels of Play Integrity, like `MEETS_DEVICE_INTEGRITY`'),
})

/** A trace without its click, which is found later. */
export type Seen = Omit<Trace, 'clickId' | 'clickMs'>

export interface Sent extends z.output<typeof contextSchema> {
  /** As their readers read them. */
  readonly phone?: string | undefined
  readonly email?: string | undefined
}

/** Keys of two purposes: what is known of one kind answers no question about the other. */
export interface TraceKeys {
  readonly address: Buffer
  readonly block: Buffer
}

export function traceKeysOf(keys: KeyRing, keyVersion: number): TraceKeys {
  return { address: keys.key(keyVersion, 'address'), block: keys.key(keyVersion, 'block') }
}

export function seenOf(keys: TraceKeys, sent: Sent, networks: Pick<Networks, 'find'>): Seen {
  const { ip, userAgent } = sent.consent === false ? {} : sent
  const address = ip ? readAddress(ip) : undefined
  const agent = userAgent ? readUserAgent(userAgent) : undefined
  const whereabouts = address === undefined ? undefined : networks.find(address)
  const mailBlock = sent.email === undefined ? undefined : mailBlockOf(sent.email)
  return {
    address: address === undefined ? null : addressDigest(keys.address, address),
    subnet: address === undefined ? null : digestOf(keys.address, 'subnet', subnetOf(address)),
    agent: agent === undefined ? null : agentDigest(keys.address, agent),
    numberBlock: sent.phone === undefined ? null : digestOf(keys.block, 'number_block', sent.phone.slice(0, -2)),
    mailBlock: mailBlock === undefined ? null : digestOf(keys.block, 'mail_block', mailBlock),
    network: whereabouts === undefined ? null : whereabouts.isHosting ? 'hosting' : 'other',
    addressCountry: whereabouts?.country ?? null,
    integrity: readIntegrity(sent.integrity, sent.deviceRecognitionVerdict) ?? null,
    disposableMail: sent.email !== undefined && isDisposableMail(sent.email),
  }
}

/** An IPv4 /24 or an IPv6 /48. @param address as its reader wrote it: IPv6 has eight groups */
export function subnetOf(address: string): string {
  return address.includes(':') ? address.split(':').slice(0, 3).join(':') : address.slice(0, address.lastIndexOf('.'))
}

/** The mailbox without its digits: `rina1@`, `rina2@`. Undefined if nothing is left to compare. */
export function mailBlockOf(email: string): string | undefined {
  const at = email.lastIndexOf('@')
  const name = email.slice(0, at).replace(/[0-9]/g, '')
  return name === '' ? undefined : `${name}${email.slice(at)}`
}

/** Kept with an organic signup, for a late code. Facts of earlier versions lack the newer parts. */
export const seenSchema = z
  .object({
    address: z.string().nullable().default(null),
    subnet: z.string().nullable().default(null),
    agent: z.string().nullable().default(null),
    numberBlock: z.string().nullable().default(null),
    mailBlock: z.string().nullable().default(null),
    network: z.enum(networkKinds).nullable().default(null),
    addressCountry: z.string().nullable().default(null),
    integrity: z.enum(integrities).nullable().default(null),
    disposableMail: z.boolean().default(false),
  })
  .prefault({})
