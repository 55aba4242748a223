import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { createGunzip } from 'node:zlib'
import { contentsShape } from '../../src/cli/backup.js'
import { SealError } from '../../src/db/seal-error.js'
import { sealUnder, unseal } from '../../src/db/sealed-stream.js'
import { TarReader, type TarPiece } from '../../src/db/tar.js'
import { startedDataFolder } from '../support/data-folder.js'
import { scratchFolder } from '../support/database.js'
import { runBondhu, startProcess, type ServiceProcess } from '../support/processes.js'

const passphrase = 'correct horse battery staple'
/** Of age's scrypt, as a power of two: a guess takes a millisecond. */
const workFactor = 8

test('a backup taken during signups is restored elsewhere without a difference, and everybody is recognised', async (t) => {
  const folder = await scratchFolder(t)
  const dataDir = await startedDataFolder(t)
  const [elsewhere, file] = [join(folder, 'second'), join(folder, 'bondhu.backup')]
  await writeFile(join(folder, 'passphrase'), `${passphrase}\n`)
  const service = await startProcess(t, { BONDHU_DATA_DIR: dataDir })
  const program = await service.liveProgram()
  const advocate = await service.join(program, 'rina')
  const friend = { code: advocate.code, identities: { phone: '01712345678' } }
  assert.equal((await service.signup(program, { ...friend, userId: 'before' })).outcome, 'referred')

  const load = signupsWhile(service, program.slug, advocate.code)
  const made = await bondhu(dataDir, 'backup', file, join(folder, 'passphrase'))
  const during = await load.stop()
  assert.equal(made.code, 0, made.output)
  assert.ok(during > 0, 'people signed up while the backup was made')
  assert.equal((await stat(file)).mode & 0o777, 0o600)
  const secret = (await readFile(join(dataDir, 'secret'), 'utf8')).trim()
  assert.equal((await readFile(file)).includes(secret), false)

  // The same words as another system's editor saves them.
  await writeFile(join(folder, 'marked'), `\ufeff${passphrase}\r\n`)
  const restored = await bondhu(elsewhere, 'restore', file, join(folder, 'marked'))
  assert.equal(restored.code, 0, restored.output)
  assert.match(restored.output, new RegExp(`ok {2}${program.slug}: \\d+ transfers, 0 differences`))
  assert.match(restored.output, /: 0 differences\.\n$/)
  assert.deepEqual((await readdir(elsewhere)).includes('restoring'), false)

  const again = await startProcess(t, { BONDHU_DATA_DIR: elsewhere })
  const answer = await again.signup(program, { ...friend, userId: 'somebody-new' })
  assert.equal(answer.reason, 'already_member', 'the keys still recognise the phone')
  const later = await again.signup(program, { code: advocate.code, userId: 'after the restore' })
  assert.equal(later.outcome, 'referred')
  await again.assertLedger(program)
})

test('a backup never overwrites a file, and is never restored over data or without its passphrase', async (t) => {
  const folder = await scratchFolder(t)
  const [dataDir, elsewhere, file] = [join(folder, 'first'), join(folder, 'second'), join(folder, 'bondhu.backup')]
  const right = join(folder, 'right')
  await writeFile(right, passphrase)
  await writeFile(join(folder, 'wrong'), 'another horse battery staple')
  await writeFile(join(folder, 'short'), 'too short')
  const refused = async (where: string, verb: 'backup' | 'restore', from: string, key: string, why: RegExp) => {
    const { code, output } = await bondhu(where, verb, from, key)
    assert.equal(code, 1, output)
    assert.match(output, why)
  }
  await refused(dataDir, 'backup', file, right, /no embedded database/)
  assert.equal((await bondhu(dataDir, 'migrate')).code, 0)
  await refused(dataDir, 'backup', file, join(folder, 'short'), /16 characters or more/)
  const made = await bondhu(dataDir, 'backup', file, right)
  assert.equal(made.code, 0, `no service runs, and it works as well: ${made.output}`)
  await refused(dataDir, 'backup', file, right, /is there already/)
  await refused(dataDir, 'restore', file, right, /is not empty/)

  const bytes = await readFile(file)
  await writeFile(join(folder, 'cut'), bytes.subarray(0, bytes.length - 70_000))
  await refused(elsewhere, 'restore', file, join(folder, 'wrong'), /passphrase is not the one/)
  await refused(elsewhere, 'restore', join(folder, 'cut'), right, /cut short or changed/)
  await refused(elsewhere, 'restore', right, right, /not a backup of Bondhu/)
  assert.deepEqual(await readdir(elsewhere), [], 'nothing half restored is left')
})

test('a sealed stream is opened completely or not at all', async () => {
  const plain = Buffer.alloc(200_000, 'বন্ধু')
  const seal = await sealUnder(passphrase, workFactor)
  const sealed = await collect(seal(inChunks(plain, 7_001)))
  assert.deepEqual(await collect(unseal(passphrase, inChunks(sealed, 9_973))), plain)
  const nonceBytes = 16
  const body = sealed.indexOf('\n', sealed.indexOf('\n---') + 1) + 1 + nonceBytes
  const piece = 64 * 1024 + 16
  const [first, second] = [sealed.subarray(body, body + piece), sealed.subarray(body + piece, body + 2 * piece)]
  const rest = sealed.subarray(body + 2 * piece)
  const head = sealed.subarray(0, body)
  const text = head.toString('latin1')
  const otherHead = (what: RegExp, by: string) => {
    const other = text.replace(what, by)
    assert.notEqual(other, text)
    return Buffer.concat([Buffer.from(other, 'latin1'), first, second, rest])
  }
  await assertRefused({
    'cut at a piece': Buffer.concat([head, first, second]),
    'cut in a piece': sealed.subarray(0, sealed.length - 1),
    'cut in the head': head.subarray(0, 100),
    'cut in the nonce': head.subarray(0, body - 1),
    'pieces exchanged': Buffer.concat([head, second, first, rest]),
    'a piece left out': Buffer.concat([head, first, rest]),
    'something added': Buffer.concat([sealed, Buffer.from('x')]),
    'an empty piece added': Buffer.concat([sealed, Buffer.alloc(16)]),
    'nothing but the head': head,
    'another head': otherHead(/ 8\n/, ' 9\n'),
    'another mark of the head': otherHead(/\n--- ./, '\n--- _'),
    'a head that asks for all memory': otherHead(/ 8\n/, ' 40\n'),
    'a head without an end': Buffer.concat([head.subarray(0, 100), Buffer.alloc(200_000, 'x')]),
    'a file that only begins like one': Buffer.from('age-encryption.org/v1\n'),
    empty: Buffer.alloc(0),
  })
})

test('a file that the age tool encrypted under the passphrase is opened', async () => {
  const made = Buffer.from(
    'YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBKblVyQmc0Z2p6dmhsMzI2ZXYxN0dBIDE4ClZ2bStVL2phdkZHR3Y3ZnJZdmV6M3BJVnFPUG5' +
      '6WlREZTAyY2pMUWVSL28KLS0tIEQwSEZNYTdEQVRCRHRwQi9SbDIyckc4KzYzbmZWUGFnS1ZPbVBaeUoyUWcKlRsUCK5YnrBEAQyxL6ctveavK1A/' +
      'xaUO7e07VSPqkGlJhRU/tCUVYnq6bCfHgskV',
    'base64',
  )
  assert.equal((await collect(unseal(passphrase, inChunks(made, 50)))).toString(), 'বন্ধু\n')
})

test('an error of the data to be sealed is not lost', async () => {
  const seal = await sealUnder(passphrase, workFactor)
  const failing = async function* () {
    yield* inChunks(Buffer.alloc(200_000, 'x'), 7_001)
    throw new Error('the database was lost')
  }
  await assert.rejects(collect(seal(failing())), { message: 'the database was lost' })
})

test('an error of the disk is reported as an error of the disk', async () => {
  const seal = await sealUnder(passphrase, workFactor)
  const sealed = await collect(seal(inChunks(Buffer.alloc(200_000, 'x'), 7_001)))
  for (const bytes of [0, 100, 2_000, 150_000]) {
    const failing = async function* () {
      yield* inChunks(sealed.subarray(0, bytes), 1_000)
      throw new Error('the disk cannot be read')
    }
    await assert.rejects(collect(unseal(passphrase, failing())), { message: 'the disk cannot be read' }, String(bytes))
  }
})

// 80,000 bytes of tar, made and sealed before the format of age was used.
const oldBackup = new URL('../../../test/cli/data/backup-of-the-first-format', import.meta.url)

test('a backup of the first format is opened completely or not at all', async () => {
  const sealed = await readFile(oldBackup)
  const gunzip = createGunzip()
  gunzip.end(await collect(unseal(passphrase, inChunks(sealed, 9_973))))
  const contents = await collect(gunzip)
  const lineEnd = contents.indexOf('\n')
  assert.equal(contentsShape.parse(JSON.parse(contents.toString('utf8', 0, lineEnd))).secret, 'the secret of a test')
  const files = [...new TarReader().push(contents.subarray(lineEnd + 1))].flatMap((piece) =>
    'entry' in piece ? [[piece.entry.path, piece.entry.bytes]] : [],
  )
  assert.deepEqual(files, [
    ['PG_VERSION', 3],
    ['base', 0],
    ['base/1', 70_000],
  ])

  const line = sealed.indexOf('\n') + 1
  const piece = 64 * 1024 + 16
  const [head, first, rest] = [
    sealed.subarray(0, line),
    sealed.subarray(line, line + piece),
    sealed.subarray(line + piece),
  ]
  await assert.rejects(
    collect(unseal('another horse battery staple', inChunks(sealed, 9_973))),
    /passphrase is not the one/,
  )
  await assertRefused({
    'cut at a piece': Buffer.concat([head, first]),
    'pieces exchanged': Buffer.concat([head, rest, first]),
    'something added': Buffer.concat([sealed, Buffer.from('x')]),
    'another head': Buffer.concat([
      Buffer.from(
        head
          .toString()
          .replace('"salt":"', '"salt":"A')
          .replace(/.("}\n)$/, '$1'),
      ),
      first,
      rest,
    ]),
    'a head that asks for all memory': Buffer.from(head.toString().replace('131072', '1073741824')),
    'a head without an end': Buffer.concat([head.subarray(0, line - 1), Buffer.alloc(200_000, 'x')]),
  })
})

test('an archive with a link or a file outside its folder is refused', () => {
  const pieces = (...blocks: Buffer[]) => {
    const tar = new TarReader()
    const all: TarPiece[] = [...tar.push(Buffer.concat(blocks))]
    tar.end()
    return all
  }
  const end = Buffer.alloc(1024)
  assert.equal(pieces(tarHeader('base/1', 3), Buffer.alloc(512, 'abc'), end).length, 2)
  for (const path of ['../up', '/etc/passwd', 'a/../../b', '', 'a\\..\\b'])
    assert.throws(() => pieces(tarHeader(path, 0), end), /name that it cannot have/, path)
  assert.throws(() => pieces(tarHeader('link', 0, '2'), end), /no file/)
  assert.throws(() => pieces(tarHeader('base/1', 600), Buffer.alloc(512)), /in the middle/)
  const broken = tarHeader('base/1', 3)
  broken[0] = 0x62 + 1
  assert.throws(() => pieces(broken, Buffer.alloc(512), end), /not a tar stream/)
})

function tarHeader(path: string, bytes: number, type = '0'): Buffer {
  const block = Buffer.alloc(512)
  block.write(path, 0, 'utf8')
  block.write(bytes.toString(8).padStart(11, '0'), 124)
  block.write('        ', 148)
  block.write(type, 156)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

/** Runs a verb to its end. */
async function bondhu(dataDir: string, verb: string, file?: string, key?: string) {
  const args = file === undefined ? [verb] : [verb, file, '--passphrase-file', key ?? '']
  const { child, output } = runBondhu({ BONDHU_DATA_DIR: dataDir }, args)
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, output: output() }
}

/** Signups one after another until told to stop. */
function signupsWhile(service: ServiceProcess, slug: string, code: string) {
  let running = true
  let count = 0
  const work = (async () => {
    while (running) {
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => service.signup({ slug }, { userId: `friend ${++count}`, code })),
      )
      assert.equal(answers.length, 20)
    }
  })()
  return {
    stop: async () => {
      running = false
      await work
      return count
    },
  }
}

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function assertRefused(bad: Readonly<Record<string, Buffer>>): Promise<void> {
  await Promise.all(
    Object.entries(bad).map(([what, bytes]) =>
      assert.rejects(collect(unseal(passphrase, inChunks(bytes, 9_973))), SealError, what),
    ),
  )
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of source) chunks.push(chunk)
  return Buffer.concat(chunks)
}
