/** What a wrong setting says: its name and what to do, and nothing of its value. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { readConfig, unknownSettings } from '../../src/config.js'
import { emptyDatabase, testDatabase } from '../support/database.js'
import { runBondhu, startProcess } from '../support/processes.js'
import { secret } from '../support/app.js'

const wrong: readonly (readonly [string, string, RegExp])[] = [
  ['DATABASE_URL', 'postgres://rina:hush1/hush2#hush3%hush4@hush5.example/bondhu', /Percent-encode/],
  ['DATABASE_URL', 'postgres://rina:hush1#hush2@hush3.example/bondhu', /Percent-encode/],
  ['DATABASE_URL', 'mysql://rina:hush1@hush2.example/bondhu', /postgres:\/\//],
  ['BONDHU_OWNER_DATABASE_URL', 'postgres://rina:100%hush1@hush2.example/bondhu', /Percent-encode/],
  ['BONDHU_TRUSTED_PROXIES', 'hush1', /no address and no network/],
  ['BONDHU_TRUSTED_PROXIES', '127.0.0.1,10.0.0.0/33', /number 2 of 2/],
  ['BONDHU_PRIVATE_NETWORKS', '10.0.0.0/8,hush1,hush2', /number 2 of 3/],
  ['BONDHU_PUBLIC_URL', 'https://hush1.example/refer', /must not have a path/],
  ['BONDHU_PUBLIC_URL', 'https://rina:hush1@hush2.example', /a user or a password/],
  ['BONDHU_SECRET', 'hush1', /32 characters/],
  ['BONDHU_ADMIN_TOKEN', 'hush1', /32 characters/],
  ['BONDHU_DEMO', 'hush1', /"on"\|"off"/],
  ['LOG_LEVEL', 'hush1', /"trace"/],
  ['PORT', 'hush1', /0 to 65535/],
  ['PORT', '70000', /0 to 65535/],
]

test('the message about a wrong setting names it, says what to do, and does not repeat its value', () => {
  for (const [name, value, what] of wrong) {
    const beside: Record<string, string> =
      name === 'BONDHU_OWNER_DATABASE_URL' ? { DATABASE_URL: 'postgres://db.example/bondhu' } : {}
    const said = sentenceOf({ BONDHU_SECRET: secret, ...beside, [name]: value })
    assert.match(said, new RegExp(`^ {2}${name} .*\\.$`, 'm'), `${name}=${value}: ${said}`)
    assert.match(said, what, said)
    assert.doesNotMatch(said, /hush|70000|10\.0\.0\.0\/33/, said)
  }
})

test('a start with a wrong setting prints only that message and exits with 1', async () => {
  const { child, output } = runBondhu({ DATABASE_URL: 'postgres://rina:a#hush@db.example/bondhu' }, ['serve'])
  const [code] = await once(child, 'exit')
  assert.equal(code, 1)
  assert.match(output(), /^The configuration is wrong:\n {2}DATABASE_URL cannot be read/)
  assert.doesNotMatch(output(), /hush|\n {4}at /)
})

test('a verb whose database does not answer says so in one sentence, without the password', async () => {
  const env = { DATABASE_URL: 'postgres://rina:hush@127.0.0.1:1/bondhu', BONDHU_SECRET: secret }
  for (const verb of ['serve', 'worker', 'verify']) {
    const { child, output } = runBondhu(env, [verb])
    const [code] = await once(child, 'exit')
    assert.deepEqual(
      [verb, code, output()],
      [
        verb,
        1,
        'PostgreSQL does not answer (connect ECONNREFUSED 127.0.0.1:1). Check that it runs, and what DATABASE_URL names.\n',
      ],
    )
  }
})

test('a start names each unknown setting with the nearest known one, and then goes on as without it', async () => {
  const env = { BONDHU_DATADIR: 'hush1', BONDHU_LOG_LEVEL: 'hush2', BONDHU_TRUSTED_PROXY: 'hush3', BONDHU_KEY: 'hush4' }
  const { child, output } = runBondhu({ ...env, BONDHU_EMPTY: '' }, ['worker'])
  const [code] = await once(child, 'exit')
  assert.equal(code, 1)
  const [notes, rest] = [output().split('\n').slice(0, 3), output().split('\n').slice(3).join('\n')]
  assert.deepEqual(notes, [
    'Note: BONDHU_DATADIR is not a setting and has no effect. The nearest setting is BONDHU_DATA_DIR.',
    'Note: BONDHU_LOG_LEVEL is not a setting and has no effect. The nearest setting is LOG_LEVEL.',
    'Note: BONDHU_TRUSTED_PROXY is not a setting and has no effect. The nearest setting is BONDHU_TRUSTED_PROXIES.',
  ])
  assert.match(rest, /^`bondhu worker` works beside other processes/)
  assert.doesNotMatch(output(), /hush/)
})

test('no document for operators or developers sets a name that the start calls unknown', () => {
  const folder = new URL('../../../../docs/', import.meta.url)
  const documents = readdirSync(folder).filter((file) => file.endsWith('.md'))
  const set = documents.flatMap((file) => readFileSync(new URL(file, folder), 'utf8').match(/BONDHU_[A-Z_]+/g) ?? [])
  assert.ok(set.includes('BONDHU_PUBLIC_URL') && set.includes('BONDHU_URL'))
  assert.deepEqual(unknownSettings(Object.fromEntries(set.map((name) => [name, 'x']))), [])
})

test('the public address is spelled as a browser spells it', () => {
  const read = (value: string) => readConfig({ BONDHU_PUBLIC_URL: value }).publicUrl
  const ascii = new URL('https://রেফার.example.com').origin
  assert.equal(read('https://রেফার.example.com/'), ascii)
  assert.equal(read('HTTPS://Refer.Example.com:443'), 'https://refer.example.com')
  assert.equal(read(''), undefined)
})

test('four services that start at once on one empty database print one link for the first owner', async (t) => {
  const { serviceUrl, ownerUrl } = await emptyDatabase(t)
  const env = { DATABASE_URL: serviceUrl, BONDHU_OWNER_DATABASE_URL: ownerUrl, BONDHU_SECRET: secret }
  const starts = Array.from({ length: 4 }, () => startProcess(t, env, ['serve', '--no-jobs']))
  const services = await Promise.all(starts)
  const links = services.map((service) => /Owner +(\S+)/.exec(service.output())?.[1] ?? 'none')
  const tokens = new Set(links.map(tokenOf))
  assert.equal(tokens.size, 1, links.join('\n'))
  for (const { url } of services) {
    const answer = await fetch(`${url}/console/api/invitations/look`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify({ token: tokenOf(links[0] ?? '') }),
    })
    assert.equal(answer.status, 200, await answer.text())
  }
})

test('a service for others warns if its links lead to the visitor’s own machine', async (t) => {
  const { serviceUrl, ownerUrl } = await testDatabase(t)
  const started = async (env: Record<string, string>) => {
    const own = { DATABASE_URL: serviceUrl, BONDHU_OWNER_DATABASE_URL: ownerUrl, BONDHU_SECRET: secret, ...env }
    const service = await startProcess(t, own, ['serve', '--no-jobs'])
    await service.stop()
    return service.output()
  }
  const sentence = /Links begin with http:\/\/127\.0\.0\.1:\d+, which leads every visitor to their own machine/
  assert.match(await started({ HOST: '0.0.0.0' }), sentence)
  assert.match(await started({ BONDHU_DEMO: 'off' }), sentence)
  assert.doesNotMatch(await started({ HOST: '0.0.0.0', BONDHU_PUBLIC_URL: 'http://refer.example.com' }), /Links begin/)
  assert.doesNotMatch(await started({ HOST: '127.0.0.1', BONDHU_DEMO: 'on' }), /Links begin/)
})

function sentenceOf(env: Record<string, string>): string {
  try {
    readConfig(env)
    return 'it was taken'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function tokenOf(link: string): string {
  return link.split('#')[1] ?? link
}
