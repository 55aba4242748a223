/**
 * `bondhu restore <file>`: restores a file of cli/backup.ts into an empty data folder, starts it and verifies it. An
 * interrupted restore leaves a folder on which no service starts.
 */
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile, type FileHandle } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { createGunzip } from 'node:zlib'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Config } from '../config.js'
import { openDatabase } from '../db/connect.js'
import { loadKeyRing, secretPath } from '../db/key-ring.js'
import { migrate } from '../db/migrate.js'
import { syncFolder } from '../db/private-file.js'
import { SealError } from '../db/seal-error.js'
import { unseal } from '../db/sealed-stream.js'
import { TarReader, type TarEntry } from '../db/tar.js'
import { bytesPerMegabyte, contentsShape } from './backup.js'
import { readPassphrase } from './passphrase.js'
import { ProgressBar } from './progress-bar.js'
import { verifyPrograms } from './verify.js'

const contentsBytesMax = 64 * 1024

/**
 * Exits 1 at a difference.
 * @throws Error with a sentence; unpacked files are deleted then, unless only the start failed
 */
export async function runRestore(config: Config, file: string, passphraseFile: unknown): Promise<void> {
  if (config.databaseUrl !== undefined)
    throw new Error('`bondhu restore` makes an embedded database, and DATABASE_URL names another one. Unset it.')
  await stat(file)
  await refuseUsedFolder(config.dataDir)
  const passphrase = await readPassphrase(typeof passphraseFile === 'string' ? passphraseFile : undefined)
  await unpackInto(resolve(config.dataDir), file, passphrase)
  if (config.secret !== undefined && config.secret !== (await secretOf(config)))
    console.log('BONDHU_SECRET here is not the one of the backup, which is now in the data folder: unset it.')
  await prove(config)
}

async function refuseUsedFolder(dataDir: string): Promise<void> {
  await mkdir(dirname(resolve(dataDir)), { recursive: true })
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const [first] = await readdir(dataDir)
  if (first === undefined) return
  throw new Error(
    `${dataDir} is not empty (it holds ${first}). Restore into an empty folder: set BONDHU_DATA_DIR, or move what is there away.`,
  )
}

/** Complete files are renamed into place. The cluster is first: it does not start without the rest. */
async function unpackInto(dataDir: string, file: string, passphrase: string): Promise<void> {
  const aside = join(dataDir, 'restoring')
  await mkdir(aside, { mode: 0o700 })
  try {
    await unpack(aside, file, passphrase)
    for (const name of ['postgres', 'postgres-passwords.json', 'secret']) {
      await rename(join(aside, name), join(dataDir, name))
      await syncFolder(dataDir)
    }
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
}

async function unpack(aside: string, file: string, passphrase: string): Promise<void> {
  const gunzip = createGunzip()
  // A failure before the reader of `gunzip` says more than gunzip's own error.
  const feeding = pipeline(Readable.from(unseal(passphrase, createReadStream(file))), gunzip)
  const writing = writeContents(aside, gunzip)
  const [fed, written] = await Promise.allSettled([feeding, writing])
  const failure = [fed, written].find((one) => one.status === 'rejected' && one.reason instanceof SealError)
  for (const one of [failure, written, fed]) if (one?.status === 'rejected') throw one.reason
}

async function writeContents(aside: string, source: AsyncIterable<Buffer>): Promise<void> {
  let head: Buffer | undefined = Buffer.alloc(0)
  let files: ClusterWriter | undefined
  for await (const chunk of source) {
    if (head === undefined) {
      await files?.write(chunk)
      continue
    }
    head = Buffer.concat([head, chunk])
    const end = head.indexOf('\n')
    if (end === -1 && head.length > contentsBytesMax) throw new Error('The backup does not say what it holds.')
    if (end === -1) continue
    files = new ClusterWriter(join(aside, 'postgres'), await writeSmallFiles(aside, head.subarray(0, end)))
    const rest: Buffer = head.subarray(end + 1)
    head = undefined
    await files.write(rest)
  }
  if (files === undefined) throw new Error('The backup holds no database.')
  await files.end()
}

/** @returns the expected number of bytes */
async function writeSmallFiles(aside: string, line: Buffer): Promise<number> {
  const contents = contentsShape.parse(JSON.parse(line.toString('utf8')))
  console.log(`Restoring the backup of ${contents.madeAt}, made by Bondhu ${contents.bondhu}.`)
  const files = { 'postgres-passwords.json': JSON.stringify(contents.passwords), secret: `${contents.secret}\n` }
  for (const [name, text] of Object.entries(files))
    await writeFile(join(aside, name), text, { mode: 0o600, flag: 'wx', flush: true })
  return contents.clusterBytes
}

/** PostgreSQL makes the files durable before it recovers from them. */
class ClusterWriter {
  private readonly folder: string
  private readonly tar = new TarReader()
  private readonly progress: ProgressBar
  private file: FileHandle | undefined
  private bytes = 0

  constructor(folder: string, bytesExpected: number) {
    this.folder = folder
    this.progress = new ProgressBar('MB restored', Math.max(1, Math.ceil(bytesExpected / bytesPerMegabyte)))
  }

  async write(chunk: Buffer): Promise<void> {
    if (this.bytes === 0) await mkdir(this.folder, { recursive: true, mode: 0o700 })
    this.bytes += chunk.length
    this.progress.show(Math.floor(this.bytes / bytesPerMegabyte))
    for (const piece of this.tar.push(chunk)) {
      if ('content' in piece) await this.file?.writeFile(piece.content)
      else await this.next(piece.entry)
    }
  }

  async end(): Promise<void> {
    await this.file?.close()
    this.tar.end()
    this.progress.end()
  }

  private async next(entry: TarEntry): Promise<void> {
    await this.file?.close()
    this.file = undefined
    const path = join(this.folder, entry.path)
    if (entry.kind === 'folder') await mkdir(path, { recursive: true, mode: 0o700 })
    else this.file = await open(path, 'wx', 0o600)
  }
}

async function secretOf(config: Config): Promise<string> {
  return (await readFile(secretPath(config), 'utf8')).trim()
}

/** Starts the database like the service, compares the key ring, and recomputes every balance. */
async function prove(config: Config): Promise<void> {
  const database = await openDatabase(config, (line) => console.log(line))
  try {
    await migrate(database, (line) => console.log(line))
    await loadKeyRing(database.service, { ...config, secret: undefined })
    const differences = await verifyPrograms(database.service)
    console.log(`Restored to ${resolve(config.dataDir)}: ${differences} differences.`)
    if (differences > 0) process.exitCode = 1
  } finally {
    await database.close()
  }
}
