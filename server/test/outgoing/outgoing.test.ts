import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { networkList, Outgoing, OutgoingError } from '../../src/outgoing.js'
import { atEnd } from '../support/database.js'

const strict = new Outgoing([])

test('callers cannot reach internal addresses through the service, however they are written', async () => {
  const inside = [
    '127.0.0.1 127.1 2130706433 0x7f.1 0177.0.0.1 0 10.1.2.3 172.31.255.255 192.168.0.1 169.254.169.254 100.64.0.1',
    '198.18.0.1 224.0.0.1 255.255.255.255 203.0.113.9 [::1] [::] [::ffff:127.0.0.1] [::ffff:8.8.8.8] [::127.0.0.1]',
    '[fe80::1] [fd00::1] [fc00::1] [ff02::1] [64:ff9b::7f00:1] [2002:7f00:1::] [2001::1] [2001:db8::1]',
  ].flatMap((line) => line.split(' '))
  for (const host of inside) {
    const url = new URL(`https://${host}/`)
    assert.match(strict.objectionTo(url) ?? '', /not an address that may be called/, host)
    await assert.rejects(get(strict, url), refused, host)
  }
  for (const host of ['localhost', 'localhost.', 'app.localhost', 'LOCALHOST']) {
    assert.match(strict.objectionTo(new URL(`https://${host}/`)) ?? '', /not an address that may be called/, host)
    await assert.rejects(get(strict, new URL(`https://${host}/`)), refused)
  }
  // A name that leads inside says so only when it is resolved: here to 127.0.0.1, of which only the other one is allowed.
  const other = new Outgoing(['::1'])
  assert.equal(other.objectionTo(new URL('https://localhost/')), undefined)
  await assert.rejects(get(other, new URL('https://localhost/')), refused)
  assert.equal(strict.objectionTo(new URL('https://app.example.com/')), undefined)
  for (const host of ['8.8.8.8', '[2606:4700::1111]'])
    assert.equal(strict.objectionTo(new URL(`https://${host}/`)), undefined, host)
  assert.match(strict.objectionTo(new URL('http://8.8.8.8/')) ?? '', /only https/)
  assert.match(strict.objectionTo(new URL('ftp://8.8.8.8/')) ?? '', /https:/)
  assert.match(strict.objectionTo(new URL('https://u:p@8.8.8.8/')) ?? '', /user or a password/)
})

test('an impossible address is refused when it is set, and a possible one is stored as it is called', () => {
  const local = new Outgoing(['10.1.0.0/16'])
  const kept = (outgoing: Outgoing, text: string) => {
    const address = outgoing.addressOf(text)
    return 'value' in address ? address.value : undefined
  }
  const never = [
    'http://app.example.com/hooks HTTP://APP.EXAMPLE.COM http://localhost:3000/ https://localhost/ https://a.localhost/',
    'https://10.1.0.1/ https://app.example.com:0/ https://rina@app.example.com/ https://*.example.com/ ftp://8.8.8.8/',
    'https://app..example.com/ https://app.invalid/ https://127.1/ https://[::1]/ undefined //app.example.com/',
  ].flatMap((line) => line.split(' '))
  for (const text of never) assert.equal(kept(strict, text), undefined, text)
  assert.equal(kept(strict, 'HTTPS://App.Example.com:443/Hooks#here'), 'https://app.example.com/Hooks')
  assert.equal(kept(local, 'http://10.1.0.1:8080/'), 'http://10.1.0.1:8080/')
  assert.equal(kept(local, 'http://10.2.0.1:8080/'), undefined)
  // This name may lead into the network that is named, today or after a change of the DNS.
  assert.equal(kept(local, 'http://app.example.com/'), 'http://app.example.com/')
  assert.equal(kept(local, 'http://localhost/'), undefined)
  assert.equal(kept(new Outgoing(['127.0.0.0/8']), 'http://localhost:3000/'), 'http://localhost:3000/')
})

test('only networks that the operator names can be reached', async (t) => {
  const url = await listen(t, (_request, response) => response.end('{"ok":true}'))
  const { status, body, headers } = await get(new Outgoing(['127.0.0.0/8']), url)
  assert.deepEqual([status, body, headers['content-length']], [200, '{"ok":true}', '11'])
  const byName = new URL(url)
  byName.hostname = 'localhost'
  assert.equal((await get(new Outgoing(['127.0.0.1', '::1']), byName)).status, 200)
  await assert.rejects(get(new Outgoing(['10.0.0.0/8', '127.0.0.2']), url), refused)
  for (const wrong of ['10.0.0.0/33', '10.0.0/8', 'localhost', '::1/129', '10.0.0.0/8/8', '10.0.0.0/x'])
    assert.throws(() => networkList([wrong]), /not an address or a network/, wrong)
})

test('a redirect is an answer; a long, a slow and a missing answer are failures', async (t) => {
  const local = new Outgoing(['127.0.0.1'])
  let asked = 0
  const url = await listen(t, (request, response) => {
    asked++
    if (request.url === '/away') response.writeHead(302, { location: '/elsewhere' }).end()
    else if (request.url === '/heads') response.writeHead(200, { 'x-long': 'x'.repeat(9_000) }).end()
    else if (request.url === '/long') response.end('x'.repeat(5_000))
    else if (request.url === '/drip') response.write('{')
    else if (request.url === '/cut') response.write('{', () => response.destroy())
  })
  assert.equal((await get(local, new URL('/away', url))).status, 302)
  assert.equal(asked, 1)
  await assert.rejects(get(local, new URL('/long', url)), (error) => code(error) === 'answer_too_large')
  for (const path of ['/drip', '/silent', '/cut', '/heads'])
    await assert.rejects(get(local, new URL(path, url)), (error) => code(error) === 'no_answer', path)
  const closed = new URL(url)
  closed.port = '1'
  await assert.rejects(get(local, closed), (error) => code(error) === 'no_answer')
})

test('a call ends in time though memory is collected meanwhile, with another signal beside its own', async (t) => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const url = await listen(t, () => {})
  const call = { method: 'GET', url, headers: {}, timeoutMs: 500, answerBytesMax: 100 } as const
  const beside = new AbortController()
  const calls = [undefined, beside.signal].map((signal) =>
    new Outgoing(['127.0.0.1']).call(signal === undefined ? call : { ...call, signal }).catch(code),
  )
  const collecting = setInterval(collect, 50)
  const ended = await Promise.race([Promise.all(calls), sleep(5000, 'never')])
  clearInterval(collecting)
  assert.deepEqual(ended, ['no_answer', 'no_answer'])
})

function refused(error: unknown): boolean {
  return code(error) === 'address_refused'
}

function code(error: unknown): string {
  assert.ok(error instanceof OutgoingError, String(error))
  return error.code
}

async function get(outgoing: Outgoing, url: URL) {
  return outgoing.call({ method: 'GET', url, headers: {}, timeoutMs: 300, answerBytesMax: 4_096 })
}

async function listen(t: TestContext, listener: RequestListener): Promise<URL> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  atEnd(t, async () => {
    server.closeAllConnections()
    server.close()
  })
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
}
