import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { seal, SealError, unseal } from '../../src/db/sealed-stream.js'
import { TarReader, type TarPiece } from '../../src/db/tar.js'
import { scratchFolder } from '../support/database.js'
import { runBondhu, startProcess, type ServiceProcess } from '../support/processes.js'

const passphrase = 'correct horse battery staple'

test('a backup taken during signups is restored elsewhere without a difference, and everybody is recognised', async (t) => {
  const folder = await scratchFolder(t)
  const [dataDir, elsewhere, file] = [join(folder, 'first'), join(folder, 'second'), join(folder, 'bondhu.backup')]
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
  const sealed = await collect(seal(passphrase, inChunks(plain, 7_001)))
  assert.deepEqual(await collect(unseal(passphrase, inChunks(sealed, 9_973))), plain)
  const line = sealed.indexOf('\n') + 1
  const piece = 64 * 1024 + 16
  const [first, second] = [sealed.subarray(line, line + piece), sealed.subarray(line + piece, line + 2 * piece)]
  const rest = sealed.subarray(line + 2 * piece)
  const head = sealed.subarray(0, line)
  const bad = {
    'cut at a piece': Buffer.concat([head, first, second]),
    'pieces exchanged': Buffer.concat([head, second, first, rest]),
    'a piece left out': Buffer.concat([head, first, rest]),
    'something added': Buffer.concat([sealed, Buffer.from('x')]),
    'nothing but the head': head,
    'another head': Buffer.concat([Buffer.from(head.toString().replace('"p":1', '"p":2')), first, second, rest]),
    'a head that asks for all memory': Buffer.from(head.toString().replace('131072', '1073741824')),
    empty: Buffer.alloc(0),
  }
  for (const [what, bytes] of Object.entries(bad))
    await assert.rejects(collect(unseal(passphrase, inChunks(bytes, 9_973))), SealError, what)
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

async function collect(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of source) chunks.push(chunk)
  return Buffer.concat(chunks)
}
