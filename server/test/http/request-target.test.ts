/** A target with scheme and host is answered as its path is, on the links' sockets and behind the framework. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import fc from 'fast-check'
import { pathOfTarget } from '../../src/http/common/request-target.js'
import { person, type Api } from '../support/api.js'
import { sharedApp } from '../support/app.js'
import { anyText } from '../support/text.js'

const table: readonly (readonly [string, string])[] = [
  ['/r/golpo/123?via=x', '/r/golpo/123?via=x'],
  ['http://refer.example/r/golpo/123?via=x', '/r/golpo/123?via=x'],
  ['HTTP://REFER.EXAMPLE/r/golpo', '/r/golpo'],
  ['https://refer.example:8443/r/golpo', '/r/golpo'],
  ['http://[::1]:7400/r/golpo', '/r/golpo'],
  ['http://refer.example', '/'],
  ['http://refer.example?a=b', '/?a=b'],
  ['http://refer.example//r/golpo', '//r/golpo'],
  ['//refer.example/r/golpo', '//refer.example/r/golpo'],
  ['/http://refer.example/r/golpo', '/http://refer.example/r/golpo'],
  ['http:///r/golpo', 'http:///r/golpo'],
  ['http:/r/golpo', 'http:/r/golpo'],
  ['ftp://refer.example/r/golpo', 'ftp://refer.example/r/golpo'],
  ['*', '*'],
  ['', ''],
]

test('the path of a request target follows its host', () => {
  for (const [target, path] of table) assert.equal(pathOfTarget(target), path, target)
  fc.assert(fc.property(anyText(), (text) => assert.equal(pathOfTarget(`/${text}`), `/${text}`)))
  fc.assert(
    fc.property(fc.webUrl(), fc.webPath(), (url, path) => {
      const { origin } = new URL(url)
      assert.equal(pathOfTarget(`${origin}/${path}`), `/${path}`)
    }),
  )
})

test('a link, a page and a call get the same answer in both forms of a target; other targets are 400 or 404', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram({ slug: 'golpo' })
  const { code } = await app.join(program, 'rina')
  const paths = [`/r/golpo/${code}`, `/r/golpo/${code}?via=x`, '/p/golpo', '/healthz', '/v1/programs/golpo', '/nothing']
  for (const path of paths) {
    const expected = await statusOf(app, path)
    for (const host of ['http://refer.example', 'HTTP://refer.example:80', 'https://refer.example:8443'])
      assert.equal(await statusOf(app, `${host}${path}`), expected, `${host}${path}`)
  }
  assert.deepEqual([await statusOf(app, paths[0] ?? ''), await statusOf(app, '/healthz')], ['302', '200'])
  for (const target of [`//refer.example/r/golpo/${code}`, `ftp://refer.example/r/golpo/${code}`])
    assert.match(await statusOf(app, target), /^40[04]$/, target)
  // Both forms of the visit: the first before Node's parser, the others behind it. All but the comparison are clicks.
  assert.equal((await app.stats(program)).clicks, 2 * 4 + 1)
})

async function statusOf(api: Api, target: string): Promise<string> {
  const { hostname, port } = new URL(api.url)
  const socket = connect(Number(port), hostname).setEncoding('latin1')
  const authorization = `Authorization: Bearer ${api.token}`
  socket.write(`GET ${target} HTTP/1.1\r\nHost: refer.example\r\nUser-Agent: ${person}\r\n${authorization}\r\n\r\n`)
  const [text] = (await once(socket, 'data')) as [string]
  socket.destroy()
  return text.slice(9, 12)
}
