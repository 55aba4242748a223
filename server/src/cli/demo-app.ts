/** The small app at /demo. It runs in this process but uses only the API, over HTTP with its own key. */
import { AccountStore, type Golpo } from '@bondhu/example-golpo'
import { createStage } from '@bondhu/example-golpo/stage'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Config } from '../config.js'
import type { Context } from '../domain/standing/context.js'
import type { Program } from '../domain/standing/find.js'
import { demoPath, type DemoPages } from '../http/pages/demo-pages.js'
import type { Service } from '../service.js'
import { ensureDemoProgram, makeDemoKey, revokeDemoKeys } from './demo-program.js'

export interface Demo {
  /** Why the demo is not running. */
  readonly off?: string
  close(): Promise<void>
}

/** Never stops the service: failures are reported and logged, and everything else continues. */
export async function openDemo(
  pages: DemoPages,
  service: Service,
  config: Pick<Config, 'dataDir'>,
  address: string,
  log: Logger,
): Promise<Demo> {
  try {
    const found = await ensureDemoProgram(service.context, destinationOf(service))
    if ('takenSlug' in found) {
      return turnedOff(pages, `a program called "${found.takenSlug}" exists that is not the demo's`)
    }
    const { program } = found
    // Each program has its own accounts, because they store that program's friends.
    const accounts = await AccountStore.open(join(config.dataDir, 'demo', program.slug))
    pages.open(await createApp(service, program, accounts, address, log))
    return { close: () => accounts.close() }
  } catch (error) {
    log.error({ err: error }, 'the demo could not be opened')
    return turnedOff(pages, error instanceof Error ? error.message : 'it could not be opened')
  }
}

function turnedOff(pages: DemoPages, off: string): Demo {
  pages.turnOff()
  return { off, close: async () => {} }
}

function destinationOf(service: Service): string {
  return `${service.publicUrl}${demoPath}/join`
}

async function createApp(
  service: Service,
  program: Program,
  accounts: AccountStore,
  address: string,
  log: Logger,
): Promise<Golpo> {
  const { context, publicUrl } = service
  const { key, fetchWithKey } = await ownKey(context, program)
  return createStage({
    bondhu: { url: reachable(address), key, program: program.slug, fetch: fetchWithKey, timeoutMs: 5_000 },
    basePath: demoPath,
    accounts,
    // Derived from the deployment's ring, so that several processes recognise each other's visitors.
    secret: context.keys.key(1, 'demo session'),
    secure: publicUrl.startsWith('https:'),
    docsUrl: '/docs',
    publicUrl,
    renew: () => renew(service, log),
    log: (line) => log.warn({ demo: line }, 'the demo app'),
  })
}

/**
 * Creates a key and revokes earlier ones. A second process on this database revokes ours when it starts; a call refused
 * because of that is repeated with another key.
 */
async function ownKey(context: Context, program: Program): Promise<{ key: string; fetchWithKey: typeof fetch }> {
  await revokeDemoKeys(context, program)
  const first = await makeDemoKey(context, program)
  let current = Promise.resolve(first)
  const fetchWithKey: typeof fetch = async (input, init) => {
    const used = current
    const answer = await fetch(input, withKey(init, await used))
    if (answer.status !== 401) return answer
    // If several calls are refused together, one creates the key.
    if (current === used) current = makeDemoKey(context, program)
    await answer.body?.cancel()
    return fetch(input, withKey(init, await current))
  }
  return { key: first, fetchWithKey }
}

function withKey(init: RequestInit | undefined, key: string): RequestInit {
  const headers = new Headers(init?.headers)
  headers.set('authorization', `Bearer ${key}`)
  return { ...init, headers }
}

/** If somebody moves the days to the end of the offer, it is extended, and its money is topped up. */
async function renew(service: Service, log: Logger): Promise<void> {
  await ensureDemoProgram(service.context, destinationOf(service)).catch((error: unknown) =>
    log.warn({ err: error }, 'the demo program could not be renewed'),
  )
}

/** The address at which this process reaches itself. An address that means "every interface" cannot be called. */
function reachable(address: string): string {
  return address.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:')
}
