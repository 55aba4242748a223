import assert from 'node:assert/strict'
import { readFile, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { connect, type Sql } from '../../src/db/connect.js'
import { loadKeyRing, loadSecret, openKeyRing } from '../../src/db/key-ring.js'
import { atEnd, scratchFolder, testDatabase } from '../support/database.js'

const old = 'an old secret of more than thirty-two letters'
const recent = 'a recent secret of more than thirty-two letters'

test('the same secret opens the ring again and gives the same keys; another secret is refused', async (t) => {
  const sql = await service(t)
  const ring = await openKeyRing(sql, old)
  assert.deepEqual((await openKeyRing(sql, old)).key(1, 'identity'), ring.key(1, 'identity'))
  await assert.rejects(openKeyRing(sql, recent), (error: Error) => {
    assert.match(error.message, /used with another secret: BONDHU_SECRET does not match/)
    assert.doesNotMatch(error.message, /letters/, 'a secret is not for the log')
    return true
  })
  assert.equal((await openKeyRing(sql, old)).latestVersion, 1, 'the refused one has left nothing behind')
})

test('keys differ by version and purpose, and are not stored in the database', async (t) => {
  const sql = await service(t)
  const ring = await openKeyRing(sql, `${old}, ${recent}`)
  assert.equal(ring.latestVersion, 2)
  const keys = [1, 2].flatMap((version) =>
    ['identity', 'click', 'address', 'fingerprint'].map((use) => ring.key(version, use)),
  )
  assert.equal(new Set(keys.map((key) => key.toString('hex'))).size, keys.length)
  for (const key of keys) assert.equal(key.length, 32)
  const rows = await sql<{ fingerprint: Buffer }[]>`select fingerprint from key_fingerprints`
  for (const { fingerprint } of rows)
    assert.equal(
      keys.some((key) => key.equals(fingerprint)),
      false,
    )
  assert.throws(() => ring.key(3, 'identity'))
})

test('a secret can be appended, but not put first or removed', async (t) => {
  const sql = await service(t)
  await openKeyRing(sql, old)
  await assert.rejects(openKeyRing(sql, `${recent},${old}`), /secret 1 of BONDHU_SECRET does not match/)
  assert.equal((await openKeyRing(sql, `${old},${recent}`)).latestVersion, 2)
  await assert.rejects(openKeyRing(sql, old), /holds 1 of the 2 secrets/)
})

test('of two first starts with different secrets one wins, and the other is refused', async (t) => {
  for (let round = 0; round < 5; round++) {
    const sql = await service(t)
    const secrets = Array.from({ length: 6 }, (_, i) => `${round} ${i} a secret of more than thirty-two letters`)
    const opened = await Promise.allSettled(secrets.map((secret) => openKeyRing(sql, secret)))
    assert.equal(opened.filter(({ status }) => status === 'fulfilled').length, 1)
    for (const result of opened) if (result.status === 'rejected') assert.match(String(result.reason), /another secret/)
  }
})

test('a secret that is too short is refused, also in a ring', async (t) => {
  const sql = await service(t)
  await assert.rejects(openKeyRing(sql, `${old},short`), /secret 2 of 2 has fewer than 32 characters/)
  await assert.rejects(openKeyRing(sql, `${old},`), /secret 2 of 2/)
})

test('without BONDHU_SECRET one is generated once next to the embedded database, readable only by its owner', async (t) => {
  const dataDir = await scratchFolder(t)
  const config = { secret: undefined, databaseUrl: undefined, dataDir }
  const made = await Promise.all([1, 2, 3, 4, 5].map(() => loadSecret(config)))
  assert.equal(new Set(made).size, 1)
  assert.equal(await loadSecret(config), made[0])
  assert.ok((made[0]?.length ?? 0) >= 43)
  assert.equal((await stat(join(dataDir, 'secret'))).mode & 0o777, 0o600)
  assert.equal((await readFile(join(dataDir, 'secret'), 'utf8')).trim(), made[0])
})

test('a lost secret is not replaced by a new one, which would make everybody new', async (t) => {
  const dataDir = await scratchFolder(t)
  const sql = await service(t)
  const config = { secret: undefined, databaseUrl: undefined, dataDir }
  await loadKeyRing(sql, config)
  await loadKeyRing(sql, config)
  await unlink(join(dataDir, 'secret'))
  await assert.rejects(loadKeyRing(sql, config), /Restore it from a backup/)
})

test('no secret is generated for a database that other processes use', async (t) => {
  const dataDir = await scratchFolder(t)
  await assert.rejects(loadSecret({ secret: undefined, databaseUrl: 'postgres://x', dataDir }), /Set BONDHU_SECRET/)
})

async function service(t: TestContext): Promise<Sql> {
  const sql = connect((await testDatabase(t)).serviceUrl, { max: 6 })
  atEnd(t, () => sql.end({ timeout: 1 }))
  return sql
}
