/**
 * Golpo as a separate app: `BONDHU_URL=… BONDHU_KEY=… node examples/golpo/dist/src/main.js`. The key belongs to a
 * program whose web destination is this app's `/join`.
 */
import { Bondhu } from '@bondhu/sdk'
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { AccountStore, createGolpo } from './golpo.js'

const { BONDHU_URL, BONDHU_KEY, BONDHU_PROGRAM = 'golpo', PORT = '7500', GOLPO_DATA_DIR = './.golpo' } = process.env
if (!BONDHU_URL || !BONDHU_KEY) {
  console.error('Set BONDHU_URL, for example http://127.0.0.1:7400, and BONDHU_KEY, a key of the program (bk_test_…).')
  process.exit(1)
}

const golpo = createGolpo({
  bondhu: new Bondhu({ url: BONDHU_URL, key: BONDHU_KEY, program: BONDHU_PROGRAM }),
  basePath: '',
  accounts: await AccountStore.open(GOLPO_DATA_DIR),
  secret: await keptSecret(GOLPO_DATA_DIR),
  docsUrl: `${BONDHU_URL}/docs`,
  log: (line) => console.error(line),
})

const server = createServer((request, response) => void golpo(request, response))
server.listen(Number(PORT), '127.0.0.1', () => console.log(`Golpo is at http://127.0.0.1:${PORT}/`))

/**
 * Created at the first start. With another one everybody would be signed out. A crash in the middle leaves a short one, which
 * `createGolpo` refuses.
 */
async function keptSecret(folder: string): Promise<Buffer> {
  const path = join(folder, 'secret')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  try {
    await writeFile(path, randomBytes(32), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  return readFile(path)
}
