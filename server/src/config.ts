/** The only file that reads the environment. Everything else is handed a `Config`. */
import { readFileSync } from 'node:fs'
import proxyAddr from '@fastify/proxy-addr'
import * as z from 'zod'
import { networkList } from './outgoing.js'
import { readOrigin, type AddressReading } from './readers/base-url.js'
import { nearestName } from './readers/nearest-name.js'
import { readSmtpUrl } from './readers/smtp-url.js'
import { readDatabaseUrl } from './readers/database-url.js'

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port, 0 to 65535')
  .transform(Number)
  .refine((number) => number <= 65_535, 'must be a port, 0 to 65535')
const secret = z.string().min(32, 'needs 32 characters or more')
const postgresUrl = z.string().transform(reading(readDatabaseUrl))

/** Exported for the test that compares docs/operations.md with it. */
export const settingsSchema = z
  .object({
    PORT: port.default(7400),
    HOST: z.string().min(1).default('127.0.0.1'),
    BONDHU_PUBLIC_URL: z.string().transform(reading(readOrigin)).optional(),
    DATABASE_URL: postgresUrl.optional(),
    BONDHU_OWNER_DATABASE_URL: postgresUrl.optional(),
    BONDHU_DATA_DIR: z.string().min(1).default('./.bondhu'),
    BONDHU_ADMIN_TOKEN: secret.optional(),
    BONDHU_SECRET: secret.optional(),
    BONDHU_DEMO: z.enum(['on', 'off']).default('on'),
    BONDHU_PRIVATE_NETWORKS: z.string().default('').transform(listed).superRefine(refuseNoNetwork(networkList)),
    BONDHU_TRUSTED_PROXIES: z
      .string()
      .default('loopback')
      .transform(listed)
      .superRefine(refuseNoNetwork(proxyAddr.compile)),
    BONDHU_NETWORK_TABLES: z.string().min(1).optional(),
    BONDHU_SMTP_URL: z.string().transform(reading(readSmtpUrl)).optional(),
    BONDHU_SMTP_FROM: z.email('must be an email address').optional(),
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
  .refine((env) => env.BONDHU_SMTP_URL === undefined || (env.BONDHU_SMTP_FROM && env.BONDHU_PUBLIC_URL), {
    path: ['BONDHU_SMTP_URL'],
    message: 'needs BONDHU_SMTP_FROM and BONDHU_PUBLIC_URL beside it: emails have a sender and links',
  })

export interface Config {
  readonly port: number
  readonly host: string
  /** An origin in ASCII: `https://refer.example.com`. Absent: the address the service listens on. */
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
  /** A folder with newer tables of networks than those of the packages. */
  readonly networkTables: string | undefined
  /** Where emails to operators are handed over, and by whom; absent: none are sent. */
  readonly mail: { readonly smtpUrl: string; readonly from: string } | undefined
  readonly logLevel: string
}

/** @throws Error that names every setting that is wrong, in a sentence each. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const parsed = settingsSchema.safeParse(withoutEmpty(env))
  if (!parsed.success) throw new Error(sentencesOf(parsed.error))
  const settings = parsed.data
  return Object.freeze({
    port: settings.PORT,
    host: settings.HOST,
    publicUrl: settings.BONDHU_PUBLIC_URL,
    databaseUrl: settings.DATABASE_URL,
    ownerDatabaseUrl: settings.BONDHU_OWNER_DATABASE_URL,
    dataDir: settings.BONDHU_DATA_DIR,
    adminToken: settings.BONDHU_ADMIN_TOKEN,
    secret: settings.BONDHU_SECRET,
    demo: settings.BONDHU_DEMO === 'on',
    trustedProxies: settings.BONDHU_TRUSTED_PROXIES,
    privateNetworks: settings.BONDHU_PRIVATE_NETWORKS,
    networkTables: settings.BONDHU_NETWORK_TABLES,
    mail:
      settings.BONDHU_SMTP_URL === undefined || settings.BONDHU_SMTP_FROM === undefined
        ? undefined
        : { smtpUrl: settings.BONDHU_SMTP_URL, from: settings.BONDHU_SMTP_FROM },
    logLevel: settings.LOG_LEVEL,
  })
}

/** What the documents call the settings of an app, which may share an environment with the service on a developer's machine. */
const namesOfApps = ['URL', 'KEY', 'PROGRAM', 'WEBHOOK_SECRET', 'VETO_SECRET']

/** A sentence for each `BONDHU_…` that nobody reads. A misspelt setting would otherwise be its default in silence. */
export function unknownSettings(env: NodeJS.ProcessEnv): string[] {
  const settings = Object.keys(settingsSchema.shape)
  const unknown = Object.keys(withoutEmpty(env))
    .filter((name) => name.startsWith('BONDHU_') && !settings.includes(name))
    .filter((name) => !namesOfApps.includes(withoutPrefix(name)))
  return unknown.map((name) => {
    const nearest = nearestName(withoutPrefix(name), settings.map(withoutPrefix))
    const meant = settings.find((setting) => withoutPrefix(setting) === nearest)
    return `${name} is not a setting and has no effect. The nearest setting is ${meant}.`
  })
}

/** `BONDHU_PORT` is meant to be `PORT`. */
function withoutPrefix(name: string): string {
  return name.replace(/^BONDHU_/, '')
}

export function productVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return z.object({ version: z.string() }).parse(manifest).version
}

/** Names the settings and never repeats a value: one may be a password. */
function sentencesOf({ issues }: z.ZodError): string {
  const sentences = issues.map(({ path, message }) => `  ${path.join('.')} ${message}.`)
  return ['The configuration is wrong:', ...sentences].join('\n')
}

/** What stands between commas. */
function listed(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
}

/** A setting's value by its reader. What is wrong is said without the value, which may hold a password. */
function reading(read: (text: string) => AddressReading) {
  return (text: string, context: z.core.$RefinementCtx<string>): string => {
    const address = read(text)
    if ('value' in address) return address.value
    context.addIssue({ code: 'custom', message: address.refused })
    return z.NEVER
  }
}

/** @param read throws at what it does not know; what it says of it would repeat the value. */
function refuseNoNetwork(read: (networks: string[]) => unknown) {
  return (networks: readonly string[], context: z.core.$RefinementCtx): void => {
    const wrong = networks.findIndex((network) => !isTaken(() => read([network])))
    if (wrong === -1) return
    const which = networks.length === 1 ? 'holds what' : `holds, as number ${wrong + 1} of ${networks.length}, what`
    context.addIssue({ code: 'custom', message: `${which} is no address and no network such as 10.1.0.0/16` })
  }
}

function isTaken(read: () => unknown): boolean {
  try {
    read()
    return true
  } catch {
    return false
  }
}

/** `PORT=` in a shell or a compose file means "not set". */
function withoutEmpty(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
}
