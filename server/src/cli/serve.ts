/**
 * `bondhu serve`: starts the database, migrations, key ring, server and sweeps in this order, and stops them in
 * reverse.
 */
import { pino, type Logger } from 'pino'
import { systemClock } from '../clock.js'
import { productVersion, type Config } from '../config.js'
import { openDatabase, type Database } from '../db/connect.js'
import { loadKeyRing } from '../db/key-ring.js'
import { appendOnlyEnforced, migrate } from '../db/migrate.js'
import { makePartitions } from '../domain/clicks/partitions.js'
import { DemoPages, demoPath } from '../http/pages/demo-pages.js'
import { createHttpServer, type HttpServer } from '../http/server.js'
import { startWebhooks, type WebhookLoop } from '../jobs/webhooks.js'
import type { Sweeps } from '../jobs/keep-runner.js'
import { startWorker } from '../jobs/worker.js'
import type { NoticesOut } from '../domain/notices/tell.js'
import { mailerOf } from '../mail.js'
import { createService, type Service } from '../service.js'
import { inviteFirstOwner } from '../domain/operators/invitations.js'
import { invitationLink } from '../http/console/links.js'
import { openDemo, type Demo } from './demo-app.js'

/** How long idle connections may still send a request during a stop. */
const lingerMs = 500

export interface ServeOptions {
  /** The sweeps run in another process (`bondhu worker`). */
  readonly noJobs?: boolean
}

/** Runs until SIGINT or SIGTERM. Requests are answered with 503 while the database is away. */
export async function runServe(config: Config, options: ServeOptions = {}): Promise<void> {
  const log = makeLog(config)
  const running = await startService(config, options, log)
  printWelcome(running, await firstOwnerLine(running.service))
  await untilSignal()
  console.error('Stopping: finishing what was accepted.')
  await running.stop()
}

/** `bondhu worker`: only the sweeps. */
export async function runWorker(config: Config): Promise<void> {
  if (config.databaseUrl === undefined) {
    throw new Error('`bondhu worker` works beside other processes: give it the DATABASE_URL that they use.')
  }
  const log = makeLog(config)
  const { database, service, tables } = await open(config, log)
  const worker = await startWorker(service.context, tables, database.serviceUrl, log, await noticesOf(config))
  const webhooks = startWebhooks(service.context, log)
  console.log('Bondhu sweeps are running. Stop with Ctrl+C.')
  await untilSignal()
  await webhooks.stop()
  await worker.stop()
  await database.close()
}

export interface Running {
  readonly address: string
  readonly service: Service
  /** Undefined if it is not needed here. */
  readonly demo: Demo | undefined
  readonly database: Database
  readonly warnings: readonly string[]
  stop(): Promise<void>
}

export async function startService(config: Config, options: ServeOptions, log: Logger): Promise<Running> {
  const { database, service, tables, warnings } = await open(config, log)
  let server: HttpServer | undefined
  let worker: Sweeps | undefined
  let webhooks: WebhookLoop | undefined
  let demo: Demo | undefined
  const pages = new DemoPages(config.demo, (error) => log.error({ err: error }, 'the demo app failed'))
  const stop = async () => {
    await server?.close(lingerMs)
    await demo?.close()
    await webhooks?.stop()
    await worker?.stop()
    await database.close()
  }
  try {
    await service.context.networks.load()
    server = await createHttpServer(service, config, log, pages.mount)
    const address = await server.listen()
    await database.embedded?.announce(new URL(address).host)
    if (options.noJobs !== true) {
      worker = await startWorker(
        service.context,
        tables,
        database.serviceUrl,
        log,
        await noticesOf(config, service.publicUrl),
      )
      webhooks = startWebhooks(service.context, log)
    }
    if (config.demo) demo = await openDemo(pages, service, config, address, log)
    return { address, service, demo, database, warnings: [...warnings, ...linkWarnings(config, service)], stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** @param address of this process; without one or the public address messages would have no links: undefined */
async function noticesOf({ mail, publicUrl }: Config, address?: string): Promise<NoticesOut | undefined> {
  const origin = publicUrl ?? address
  if (origin === undefined) return undefined
  return { publicUrl: origin, mailer: mail && (await mailerOf(mail.smtpUrl, mail.from)) }
}

/** Migrates the database and creates the parts of the service. */
async function open(config: Config, log: Logger) {
  const database = await openDatabase(
    config,
    (line) => log.info(line),
    (line) => log.warn(line),
  )
  try {
    await migrate(database, (line) => log.info(line))
    const keys = await loadKeyRing(database.service, config)
    const { privateNetworks, networkTables } = config
    const service = createService(database.service, keys, systemClock, { privateNetworks, networkTables })
    const enforced = await appendOnlyEnforced(database.service)
    const warnings = enforced
      ? []
      : ['Append-only is not enforced: the service may rewrite the ledger. Give DATABASE_URL a role of its own.']
    // With one role for everything, this role creates the partitions too. Otherwise a process with the owner's role
    // does.
    const tables = database.owner ?? (enforced ? undefined : database.service)
    if (tables !== undefined) await makePartitions(tables, new Date(systemClock.nowMs()))
    return { database, service, tables, warnings }
  } catch (error) {
    await database.close()
    throw error
  }
}

function makeLog(config: Config): Logger {
  return pino({
    level: config.logLevel,
    base: undefined,
    redact: ['req.headers.authorization', 'headers.authorization', 'authorization'],
  })
}

async function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
}

/** A service that others reach must not print links to this machine. */
function linkWarnings({ host, demo }: Config, { publicUrl }: Service): string[] {
  const isForOthers = !isLoopback(host) || !demo
  if (!isForOthers || !isLoopback(new URL(publicUrl).hostname)) return []
  return [
    `Links begin with ${publicUrl}, which leads every visitor to their own machine. ` +
      'Set BONDHU_PUBLIC_URL to the address that people use, like https://refer.example.com.',
  ]
}

function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[?::1\]?)$/i.test(host)
}

/** Undefined if there is an owner. */
async function firstOwnerLine({ context, publicUrl }: Service): Promise<string | undefined> {
  const invitation = await inviteFirstOwner(context)
  if (invitation === undefined) return undefined
  const until = `${invitation.expiresAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return `  Owner      ${invitationLink(publicUrl, invitation.token)}   makes the first one, once, until ${until}`
}

function printWelcome({ address, service, demo, warnings }: Running, ownerLine: string | undefined): void {
  const where = service.publicUrl === address ? address : `${service.publicUrl} (listening on ${address})`
  const lines = [
    '',
    `  Bondhu বন্ধু ${productVersion()} is ready at ${where}`,
    '',
    ...tryIt(service, demo),
    `  API        ${service.publicUrl}/docs`,
    ...(ownerLine === undefined ? [] : [ownerLine]),
    ...warnings.map((warning) => `\n  Note: ${warning}`),
    '',
    '  Stop with Ctrl+C.',
    '',
  ]
  console.log(lines.join('\n'))
}

function tryIt({ publicUrl }: Service, demo: Demo | undefined): string[] {
  if (demo === undefined) return []
  if (demo.off !== undefined) return [`  Try it     The demo is off: ${demo.off}.`]
  return [`  Try it     ${publicUrl}${demoPath}   a small app with the test program "Golpo" (গল্প)`]
}
