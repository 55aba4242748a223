/** `bondhu export`: the lists of a program that the API gives as files, written to standard output as they are read. */
import type { Config } from '../config.js'
import type { Program } from '../domain/standing/find.js'
import { must } from '../errors.js'
import { routes } from '../http/api/router.js'
import type { Route } from '../http/common/route.js'
import type { Service } from '../service.js'
import { withProgram } from './program.js'

/** By the name before `.csv` in the path. */
export const lists = new Map<string, Route>(
  routes.flatMap((one) => {
    const name = /^\/v1\/programs\/:program\/([a-z-]+)\.csv$/.exec(one.path)?.[1]
    return name === undefined ? [] : [[name, one]]
  }),
)

/** @throws Error with a sentence */
export async function runExport(config: Config, reference: unknown, what: unknown): Promise<void> {
  const list = typeof what === 'string' ? lists.get(what) : undefined
  if (list === undefined) throw new Error(`Say what: --what ${[...lists.keys()].join(', or ')}.`)
  const tell = (line: string) => void process.stderr.write(`${line}\n`)
  await withProgram(config, reference, (service, program) => write(service, program, list), tell)
}

async function write(service: Service, program: Program, list: Route): Promise<void> {
  const lines = must(list.lines, 'a list as a file')
  // Who has the database may see all of it.
  const call = { service, program, query: list.query?.parse({}), actor: { kind: 'owner' } }
  const { stdout } = process
  for await (const part of await lines(call as never)) {
    // The reader has seen enough (`| head`): main.ts handles that.
    if (stdout.destroyed) return
    if (!stdout.write(part)) await new Promise((resolve) => stdout.once('drain', resolve).once('close', resolve))
  }
}
