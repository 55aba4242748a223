/**
 * Signs statements, so that a later change can be detected: JWS (RFC 7515) with Ed25519. The key is derived from the
 * key ring under the program's key version; its public half is published.
 */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import type { KeyRing } from '../../db/key-ring.js'
import type { Program } from '../standing/find.js'

/** The prefix of a 32-byte Ed25519 key in PKCS #8 (RFC 8410). */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex')

function keyOf(keys: KeyRing, version: number): KeyObject {
  const key = Buffer.concat([pkcs8, keys.key(version, 'statement')])
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' })
}

function keyIdOf(version: number): string {
  return `statement-${version}`
}

/** @returns a compact JWS whose payload is the JSON. Amounts are integers that JSON holds exactly. */
export async function signJson(keys: KeyRing, program: Program, value: unknown): Promise<string> {
  const json = JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? Number(one) : one))
  // Loaded at the first signature, so that a start need not wait for it.
  const { CompactSign } = await import('jose')
  return new CompactSign(new TextEncoder().encode(json))
    .setProtectedHeader({ alg: 'EdDSA', kid: keyIdOf(program.keyVersion) })
    .sign(keyOf(keys, program.keyVersion))
}

/** A JSON Web Key Set (RFC 7517) with the public key of each version of the ring. */
export function publicKeys(keys: KeyRing): { keys: object[] } {
  const versions = Array.from({ length: keys.latestVersion }, (_, index) => index + 1)
  return {
    keys: versions.map((version) => ({
      ...createPublicKey(keyOf(keys, version)).export({ format: 'jwk' }),
      kid: keyIdOf(version),
      alg: 'EdDSA',
      use: 'sig',
    })),
  }
}
