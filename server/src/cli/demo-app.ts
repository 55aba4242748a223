/** The small app at /demo, in this process and yet a stranger to it: it calls the API over HTTP with a key of its own. */
import { AccountStore, createGolpo, type Golpo } from '@bondhu/example-golpo'
import { Bondhu } from '@bondhu/sdk'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Config } from '../config.js'
import type { Context } from '../domain/standing/context.js'
import type { Program } from '../domain/standing/find.js'
import { demoPath, type DemoPages } from '../http/pages/demo-pages.js'
import type { Service } from '../service.js'
import { ensureDemoProgram, makeDemoKey, revokeDemoKeys } from './demo-program.js'

export interface Demo {
  /** Why there is none. */
  readonly off?: string
  close(): Promise<void>
}

/** Never in the way of the service: what fails here is told and logged, and everything else runs on. */
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
    // Accounts of their own for each program: who they brought, and what for, is told of that one.
    const accounts = await AccountStore.open(join(config.dataDir, 'demo', program.slug))
    const golpo = await createApp(service, program, accounts, address, log)
    pages.open(renewing(service, golpo, log))
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
  return createGolpo({
    bondhu: new Bondhu({ url: reachable(address), key, program: program.slug, fetch: fetchWithKey, timeoutMs: 5_000 }),
    basePath: demoPath,
    accounts,
    // Of the deployment, so that several processes know each other's visitors.
    secret: context.keys.key(1, 'demo session'),
    secure: publicUrl.startsWith('https:'),
    docsUrl: '/docs',
    log: (line) => log.warn({ demo: line }, 'the demo app'),
  })
}

/**
 * A fresh key, earlier ones revoked. A second process on this database revokes ours when it starts: a call that is
 * refused then is made again with another one.
 */
async function ownKey(context: Context, program: Program): Promise<{ key: string; fetchWithKey: typeof fetch }> {
  await revokeDemoKeys(context, program)
  const first = await makeDemoKey(context, program)
  let current = Promise.resolve(first)
  const fetchWithKey: typeof fetch = async (input, init) => {
    const used = current
    const answer = await fetch(input, withKey(init, await used))
    if (answer.status !== 401) return answer
    // Of several calls that are refused together, one makes the key.
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

/** Whoever plays "seven days later" to the end of the offer finds it running on. */
function renewing(service: Service, golpo: Golpo, log: Logger): Golpo {
  return async (request, response) => {
    const moves = request.method === 'POST' && request.url === `${demoPath}/later`
    if (moves) {
      await ensureDemoProgram(service.context, destinationOf(service)).catch((error: unknown) =>
        log.warn({ err: error }, 'the demo program could not be renewed'),
      )
    }
    await golpo(request, response)
  }
}

/** Where this process reaches itself: an address that means "every interface" is none to call. */
function reachable(address: string): string {
  return address.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:')
}
