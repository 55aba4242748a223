/** For commands on one program, with or without a running service. */
import { systemClock } from '../clock.js'
import type { Config } from '../config.js'
import { connect } from '../db/connect.js'
import { hasCluster } from '../db/embedded.js'
import { loadKeyRing } from '../db/key-ring.js'
import type { Program } from '../domain/standing/find.js'
import { createService, type Service } from '../service.js'
import { withServer } from './backup.js'

/** @param tell receives messages about the database; never standard output if that carries the result */
export async function withProgram(
  config: Config,
  reference: unknown,
  work: (service: Service, program: Program) => Promise<void>,
  tell: (line: string) => void,
): Promise<void> {
  if (typeof reference !== 'string') throw new Error('Say which program: --program <slug or id>.')
  if (config.databaseUrl !== undefined) return withDatabase(config, config.databaseUrl, reference, work)
  if (!(await hasCluster(config.dataDir))) throw new Error(`There is no embedded database in ${config.dataDir}.`)
  await withServer(config.dataDir, ({ serviceUrl }) => withDatabase(config, serviceUrl, reference, work), tell)
}

async function withDatabase(
  config: Config,
  url: string,
  reference: string,
  work: (service: Service, program: Program) => Promise<void>,
): Promise<void> {
  const sql = connect(url, { max: 3, applicationName: 'bondhu command' })
  try {
    const service = createService(sql, await loadKeyRing(sql, config), systemClock)
    await work(service, await service.programs.get(reference))
  } finally {
    await sql.end({ timeout: 5 })
  }
}
