/** The only file that reads the environment. Everything else is handed a `Config`. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { networkList } from './outgoing.js'

const port = z.coerce.number().int().min(0).max(65_535)
const secret = z.string().min(32, 'needs 32 characters or more')
const postgresUrl = z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')

const schema = z
  .object({
    PORT: port.default(7400),
    HOST: z.string().min(1).default('127.0.0.1'),
    BONDHU_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
    DATABASE_URL: postgresUrl.optional(),
    BONDHU_OWNER_DATABASE_URL: postgresUrl.optional(),
    BONDHU_DATA_DIR: z.string().min(1).default('./.bondhu'),
    BONDHU_ADMIN_TOKEN: secret.optional(),
    BONDHU_SECRET: secret.optional(),
    BONDHU_DEMO: z.enum(['on', 'off']).default('on'),
    BONDHU_PRIVATE_NETWORKS: z.string().default('').transform(listed).superRefine(refuseWrongNetworks),
    BONDHU_TRUSTED_PROXIES: z.string().default('loopback'),
    LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  })
  .refine((env) => env.DATABASE_URL === undefined || env.BONDHU_SECRET !== undefined, {
    path: ['BONDHU_SECRET'],
    message: 'is required with DATABASE_URL: every process of a deployment needs the same one',
  })
  .refine((env) => env.BONDHU_OWNER_DATABASE_URL === undefined || env.DATABASE_URL !== undefined, {
    path: ['BONDHU_OWNER_DATABASE_URL'],
    message: 'needs DATABASE_URL beside it',
  })

export interface Config {
  readonly port: number
  readonly host: string
  /** Without a trailing slash. Absent: the address the service listens on. */
  readonly publicUrl: string | undefined
  /** The service's own role. Absent: the embedded database. */
  readonly databaseUrl: string | undefined
  /** The role that migrates. */
  readonly ownerDatabaseUrl: string | undefined
  readonly dataDir: string
  readonly adminToken: string | undefined
  /** Absent: made on the first start and kept in the data directory. */
  readonly secret: string | undefined
  readonly demo: boolean
  /** Addresses or networks whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[]
  /** Addresses or networks that calls from here may reach although the world cannot. */
  readonly privateNetworks: readonly string[]
  readonly logLevel: string
}

/** @throws Error that names every setting that is wrong, in a sentence each. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const parsed = schema.safeParse(withoutEmpty(env))
  if (!parsed.success) throw new Error(`Configuration:\n${z.prettifyError(parsed.error)}`)
  const settings = parsed.data
  return Object.freeze({
    port: settings.PORT,
    host: settings.HOST,
    publicUrl: settings.BONDHU_PUBLIC_URL?.replace(/\/+$/, ''),
    databaseUrl: settings.DATABASE_URL,
    ownerDatabaseUrl: settings.BONDHU_OWNER_DATABASE_URL,
    dataDir: settings.BONDHU_DATA_DIR,
    adminToken: settings.BONDHU_ADMIN_TOKEN,
    secret: settings.BONDHU_SECRET,
    demo: settings.BONDHU_DEMO === 'on',
    trustedProxies: listed(settings.BONDHU_TRUSTED_PROXIES),
    privateNetworks: settings.BONDHU_PRIVATE_NETWORKS,
    logLevel: settings.LOG_LEVEL,
  })
}

export function productVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return z.object({ version: z.string() }).parse(manifest).version
}

/** What stands between commas. */
function listed(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
}

function refuseWrongNetworks(networks: readonly string[], context: z.core.$RefinementCtx): void {
  try {
    networkList(networks)
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'holds something else' })
  }
}

/** `PORT=` in a shell or a compose file means "not set". */
function withoutEmpty(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
}
