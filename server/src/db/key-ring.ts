/**
 * The keys of a deployment, all derived from `BONDHU_SECRET`. The database stores a fingerprint of each secret, and a
 * process with another secret refuses to start: under other keys nobody would be recognised, and everybody would be new
 * and earn again.
 */
import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import { join, resolve } from 'node:path'
import { transaction, type Sql, type Tx } from './connect.js'
import { createPrivateFile, readIfThere } from './private-file.js'
import { must } from '../errors.js'
import type { Config } from '../config.js'

/** The purpose of a key. A key for two purposes could answer questions of one about the other. */
export type KeyPurpose = 'identity' | 'click' | 'address' | 'fingerprint' | (string & {})

export interface KeyRing {
  /** The version for new programs. Versions are 1 to this. */
  readonly latestVersion: number
  /** 32 bytes, always the same for a version and a purpose. */
  key(version: number, purpose: KeyPurpose): Buffer
}

/** The requirement on `BONDHU_SECRET`, also on each of several secrets. */
const secretLengthMin = 32
const versionsMax = 100

/**
 * The configured secret, or the one in the data folder of the embedded database, created there if `mayMake`.
 * @throws Error if there is none and none may be created
 */
export async function loadSecret(
  config: Pick<Config, 'secret' | 'databaseUrl' | 'dataDir'>,
  mayMake: boolean = true,
): Promise<string> {
  if (config.secret !== undefined) return config.secret
  if (config.databaseUrl !== undefined)
    throw new Error('Set BONDHU_SECRET: with DATABASE_URL every process needs the same one.')
  const path = secretPath(config)
  const kept = (await readIfThere(path))?.trim()
  if (kept !== undefined) return kept
  if (!mayMake)
    throw new Error(`The database was used with a secret before, and ${path} is not there. Restore it from a backup.`)
  const made = randomBytes(32).toString('base64url')
  if (await createPrivateFile(path, `${made}\n`)) return made
  return must((await readIfThere(path))?.trim(), 'another process made the secret')
}

export function secretPath(config: Pick<Config, 'dataDir'>): string {
  return join(resolve(config.dataDir), 'secret')
}

/** Loads and opens the ring at the start of a service. The schema must have been migrated. */
export async function loadKeyRing(
  sql: Sql,
  config: Pick<Config, 'secret' | 'databaseUrl' | 'dataDir'>,
): Promise<KeyRing> {
  const [known] = await sql`select version from key_fingerprints limit 1`
  return openKeyRing(sql, await loadSecret(config, known === undefined))
}

/**
 * @param secret one secret, or several with commas between them, oldest first: version n is the n-th
 * @throws Error when the database was used with another ring
 */
export async function openKeyRing(sql: Sql, secret: string): Promise<KeyRing> {
  const ring = new SecretRing(splitSecret(secret))
  await transaction(sql, (tx) => compareFingerprints(tx, ring))
  return ring
}

class SecretRing implements KeyRing {
  private readonly secrets: readonly string[]
  private readonly keys = new Map<string, Buffer>()

  constructor(secrets: readonly string[]) {
    this.secrets = secrets
  }

  get latestVersion(): number {
    return this.secrets.length
  }

  key(version: number, purpose: KeyPurpose): Buffer {
    const name = `${version} ${purpose}`
    const cached = this.keys.get(name)
    if (cached !== undefined) return cached
    const secret = must(this.secrets[version - 1], `the ring has key version ${version}`)
    // HKDF, RFC 5869: a key reveals nothing of the secret or of another purpose's key.
    const key = Buffer.from(hkdfSync('sha256', secret, 'bondhu key ring', purpose, 32))
    this.keys.set(name, key)
    return key
  }
}

function splitSecret(secret: string): string[] {
  const secrets = secret.split(',').map((part) => part.trim())
  if (secrets.length > versionsMax) throw new Error(`BONDHU_SECRET holds more than ${versionsMax} secrets.`)
  for (const [index, part] of secrets.entries()) {
    if (part.length < secretLengthMin) {
      throw new Error(
        `BONDHU_SECRET: secret ${index + 1} of ${secrets.length} has fewer than ${secretLengthMin} characters.`,
      )
    }
  }
  return secrets
}

/** Equal fingerprints mean equal secrets. They reveal nothing else. */
function fingerprintOf(ring: KeyRing, version: number): Buffer {
  return createHmac('sha256', ring.key(version, 'fingerprint')).update('bondhu').digest()
}

/**
 * If two processes open an empty database with different rings, the second waits here and then sees the fingerprints of
 * the first. A refused ring has written none of its own.
 */
async function compareFingerprints(tx: Tx, ring: KeyRing): Promise<void> {
  const versions = Array.from({ length: ring.latestVersion }, (_, index) => index + 1)
  const fingerprints = versions.map((version) => fingerprintOf(ring, version).toString('hex'))
  await tx`
    insert into key_fingerprints (version, fingerprint)
    select version, decode(fingerprint, 'hex')
    from unnest(${versions}::smallint[], ${fingerprints}::text[]) as f (version, fingerprint)
    order by version
    on conflict (version) do nothing`
  const known = await tx<{ version: number; fingerprint: Buffer }[]>`
    select version, fingerprint from key_fingerprints order by version`
  for (const { version, fingerprint } of known) {
    if (version > ring.latestVersion) {
      throw new Error(
        `BONDHU_SECRET holds ${ring.latestVersion} of the ${known.length} secrets that this database was used with. ` +
          'Give all of them, oldest first, with commas between them.',
      )
    }
    if (!timingSafeEqual(fingerprint, fingerprintOf(ring, version)))
      throw new Error(anotherSecret(version, ring.latestVersion))
  }
}

function anotherSecret(version: number, count: number): string {
  const which = count === 1 ? 'BONDHU_SECRET' : `secret ${version} of BONDHU_SECRET`
  return (
    `This database was used with another secret: ${which} does not match the fingerprint that it keeps. ` +
    'With a wrong secret nobody would be recognised and everybody would be paid again, so Bondhu does not start. ' +
    'Give the secret of before (a new one is appended to it after a comma, never put in its place).'
  )
}
