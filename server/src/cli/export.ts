/** `bondhu export`: the lists that the API gives as files, written to standard output as they are read. */
import type { Config } from '../config.js'
import type { Program } from '../domain/standing/find.js'
import { must } from '../errors.js'
import { routes } from '../http/api/router.js'
import type { Service } from '../service.js'
import { withProgram } from './program.js'

const lists = ['participants', 'referrals', 'transfers', 'payouts', 'audit']

/** @throws Error in a sentence */
export async function runExport(config: Config, reference: unknown, what: unknown): Promise<void> {
  if (typeof what !== 'string' || !lists.includes(what)) throw new Error(`Say what: --what ${lists.join(', or ')}.`)
  const tell = (line: string) => void process.stderr.write(`${line}\n`)
  await withProgram(config, reference, (service, program) => write(service, program, what), tell)
}

async function write(service: Service, program: Program, what: string): Promise<void> {
  const lines = must(routes.find(({ path }) => path === `/v1/programs/:program/${what}.csv`)?.lines, 'a list as a file')
  const { stdout } = process
  for await (const part of await lines({ service, program, query: {} } as never)) {
    // Whoever reads has seen enough (`| head`): main.ts hears of that.
    if (stdout.destroyed) return
    if (!stdout.write(part)) await new Promise((resolve) => stdout.once('drain', resolve).once('close', resolve))
  }
}
