/**
 * `bondhu backup <file>`: the embedded database as of one moment, its passwords and the key ring, in one sealed file.
 * Works with or without a running service. cli/restore.ts reads the file.
 */
import { link, open, rm, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import * as z from 'zod'
import { productVersion, type Config } from '../config.js'
import { baseBackup } from '../db/base-backup.js'
import { connect, type Sql } from '../db/connect.js'
import { DataHeldError } from '../db/data-holder.js'
import { hasCluster, reachEmbedded, startEmbedded, type EmbeddedUrls } from '../db/embedded.js'
import { loadKeyRing, loadSecret } from '../db/key-ring.js'
import { keptPasswords } from '../db/postgres-passwords.js'
import { isCode, syncFolder } from '../db/private-file.js'
import { sealUnder } from '../db/sealed-stream.js'
import { readPassphrase } from './passphrase.js'
import { ProgressBar } from './progress-bar.js'

/** The first line of the sealed content. The cluster follows as a tar stream. */
export const contentsShape = z.object({
  bondhu: z.string(),
  madeAt: z.iso.datetime(),
  /** The approximate size of the cluster's files, for the progress of a restore. */
  clusterBytes: z.number(),
  secret: z.string(),
  passwords: z.object({ superuser: z.string(), owner: z.string(), service: z.string() }),
})
type Contents = z.infer<typeof contentsShape>

export const bytesPerMegabyte = 1024 * 1024

/** @throws Error with a sentence; an unfinished file is deleted */
export async function runBackup(config: Config, file: string, passphraseFile: unknown): Promise<void> {
  if (config.databaseUrl !== undefined)
    throw new Error('`bondhu backup` is for the embedded database, and DATABASE_URL names another: see its own tools.')
  if (!(await hasCluster(config.dataDir))) throw new Error(`There is no embedded database in ${config.dataDir}.`)
  await refuseExisting(file)
  const passphrase = await readPassphrase(typeof passphraseFile === 'string' ? passphraseFile : undefined)
  // The key blocks this process for seconds. While it holds the data folder, it must give its sign of life.
  const seal = await sealUnder(passphrase)
  await withServer(config.dataDir, async (urls) => {
    const contents = await describe(config, urls)
    await writeWhole(file, seal(packed(contents, urls.superuserUrl)))
  })
  const { size } = await stat(file)
  console.log(`Backup written to ${file}: ${Math.ceil(size / bytesPerMegabyte)} MB, encrypted, with the key ring.`)
}

/** The server of a running process, or one started for the duration. */
export async function withServer(
  dataDir: string,
  work: (urls: EmbeddedUrls) => Promise<void>,
  tell: (line: string) => void = console.log,
): Promise<void> {
  const own = await startEmbedded({ dataDir, log: tell }).catch((error: unknown) => {
    if (error instanceof DataHeldError) return undefined
    throw error
  })
  try {
    await work(own ?? (await reachEmbedded(dataDir)))
  } finally {
    await own?.stop()
  }
}

/** Loading the ring compares it with the database's fingerprints: a backup with another secret would be useless. */
async function describe(config: Config, urls: EmbeddedUrls): Promise<Contents> {
  const sql = connect(urls.serviceUrl, { max: 1, applicationName: 'bondhu backup' })
  try {
    await loadKeyRing(sql, config)
    const secret = await loadSecret(config, false)
    const passwords = await keptPasswords(resolve(config.dataDir), false)
    const madeAt = new Date().toISOString()
    return { bondhu: productVersion(), madeAt, clusterBytes: await clusterBytes(sql), secret, passwords }
  } finally {
    await sql.end({ timeout: 5 })
  }
}

async function clusterBytes(sql: Sql): Promise<number> {
  const [row] = await sql<{ bytes: bigint }[]>`
    select sum(pg_database_size(oid))::bigint as bytes from pg_database where has_database_privilege(oid, 'connect')`
  return Number(row?.bytes ?? 0)
}

function packed(contents: Contents, superuserUrl: string): AsyncIterable<Buffer> {
  const gzip = createGzip({ level: 1 })
  // The reader of `gzip` receives its failures. The callback is for a stream without a reader.
  void pipeline(Readable.from(unpacked(contents, superuserUrl)), gzip).catch(() => {})
  return gzip
}

async function* unpacked(contents: Contents, superuserUrl: string): AsyncGenerator<Buffer> {
  yield Buffer.from(`${JSON.stringify(contents)}\n`)
  const progress = new ProgressBar('MB copied', Math.max(1, Math.ceil(contents.clusterBytes / bytesPerMegabyte)))
  let bytes = 0
  for await (const chunk of baseBackup(superuserUrl)) {
    bytes += chunk.length
    progress.show(Math.floor(bytes / bytesPerMegabyte))
    yield chunk
  }
  progress.end()
}

async function refuseExisting(file: string): Promise<void> {
  const there = await stat(file).catch((error: unknown) => {
    if (isCode(error, 'ENOENT')) return undefined
    throw error
  })
  if (there !== undefined) throw new Error(`${file} is there already. A backup is never written over another.`)
}

/** Gets its name only when it is complete and on the disk. */
async function writeWhole(file: string, source: AsyncIterable<Uint8Array>): Promise<void> {
  const draft = `${file}.${process.pid}.partial`
  const handle = await open(draft, 'wx', 0o600)
  try {
    for await (const chunk of source) await handle.writeFile(chunk)
    await handle.sync()
    // Unlike a rename, a link refuses to replace a file.
    await link(draft, file)
    await syncFolder(dirname(resolve(file)))
  } finally {
    await handle.close()
    await rm(draft, { force: true })
  }
}
