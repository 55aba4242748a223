/** How an app looks on the pages: its logo by upload, its name and benefit, and its people's names only as they wish. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import { logoBytesMax, logoPictureBytesMax } from '../../src/domain/programs/logo-picture.js'
import { person, type TestProgram } from '../support/api.js'
import { sharedApp, type TestApp } from '../support/app.js'
import { logoOf } from '../support/logo.js'
import { openPortal } from '../support/portal.js'

const app = await sharedApp()

const baseOf = ({ slug }: TestProgram) => `/v1/programs/${slug}`

async function landing(of: TestApp, program: TestProgram, code: string, lang = 'en'): Promise<string> {
  const response = await fetch(`${of.url}/j/${program.slug}/${code}?lang=${lang}`, {
    headers: { 'user-agent': person },
  })
  assert.equal(response.status, 200)
  return response.text()
}

/** Noise: nothing compresses worse. */
function noise(side: number): string {
  const canvas = createCanvas(side, side)
  const context = canvas.getContext('2d')
  const pixels = context.createImageData(side, side)
  let seed = 7
  for (let at = 0; at < pixels.data.length; at++) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    pixels.data[at] = at % 4 === 3 ? 255 : seed >> 16
  }
  context.putImageData(pixels, 0, 0)
  return canvas.toBuffer('image/png').toString('base64')
}

test('an uploaded logo is drawn anew, small and square, and served so that browsers keep it', async () => {
  const program = await app.liveProgram({})
  const { logo } = await app.ok('PUT', `${baseOf(program)}/logo`, { image: logoOf('#0a6b4d', 400, 200) })
  assert.match(logo, /^[0-9a-f]{32}$/)
  const response = await fetch(`${app.url}/p/${program.slug}/logo/${logo}.webp`)
  assert.equal(response.headers.get('content-type'), 'image/webp')
  assert.match(response.headers.get('cache-control') ?? '', /max-age=31536000, immutable/)
  const picture = Buffer.from(await response.arrayBuffer())
  assert.ok(picture.length <= logoPictureBytesMax, `${picture.length} bytes`)
  const { width, height } = await loadImage(picture)
  assert.deepEqual([width, height], [192, 192])
  // The same again is the same logo and no new version.
  const { version } = await app.ok('GET', baseOf(program))
  const again = await app.ok('PUT', `${baseOf(program)}/logo`, { image: logoOf('#0a6b4d', 400, 200) })
  assert.deepEqual([again.logo, again.version], [logo, version])
  // Another change of the terms keeps it.
  assert.equal((await app.ok('PATCH', baseOf(program), { brand: { color: '#123456' } })).logo, logo)
  assert.equal((await app.ok('DELETE', `${baseOf(program)}/logo`)).logo, null)
})

test('the most detailed picture still becomes a small logo', async () => {
  const program = await app.liveProgram({})
  const { logo } = await app.ok('PUT', `${baseOf(program)}/logo`, { image: noise(300) })
  const response = await fetch(`${app.url}/p/${program.slug}/logo/${logo}.webp`)
  assert.ok((await response.arrayBuffer()).byteLength <= logoPictureBytesMax)
})

test('what is no picture, or unpacks to a giant one, is refused with its code and changes nothing', async () => {
  const program = await app.liveProgram({})
  const good = Buffer.from(logoOf('#0a6b4d'), 'base64')
  const claims = (width: number, height: number) => {
    const file = Buffer.from(good)
    file.writeUInt32BE(width, 16)
    file.writeUInt32BE(height, 20)
    return file
  }
  const files = {
    text: Buffer.from('not a picture, but long enough to be one'),
    svg: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    cut: good.subarray(0, good.length / 2),
    short: good.subarray(0, 12),
    bomb: claims(100_000, 100_000),
    tiny: Buffer.from(logoOf('#0a6b4d', 16), 'base64'),
    large: Buffer.concat([good, Buffer.alloc(logoBytesMax)]),
  }
  for (const [name, file] of Object.entries(files)) {
    const { status, body } = await app.call('PUT', `${baseOf(program)}/logo`, { image: file.toString('base64') })
    assert.equal(status, 422, name)
    if (name !== 'large') assert.equal(body.code, 'logo_unreadable', name)
  }
  assert.equal((await app.call('PUT', `${baseOf(program)}/logo`, { image: '***' })).body.code, 'request_invalid')
  assert.equal((await app.ok('GET', baseOf(program))).logo, null)
})

test('an unknown logo, or one of another program, is a page that says so', async () => {
  const [one, other] = [await app.liveProgram({}), await app.liveProgram({})]
  const { logo } = await app.ok('PUT', `${baseOf(one)}/logo`, { image: logoOf('#800000') })
  for (const path of [`${other.slug}/logo/${logo}.webp`, `${one.slug}/logo/x.webp`, `nobody/logo/${logo}.webp`]) {
    assert.equal((await fetch(`${app.url}/p/${path}`)).status, 404, path)
  }
})

test('a name is shown to friends only after its owner switches it on, and never again after it is hidden', async () => {
  const program = await app.liveProgram({})
  const { code } = await app.join(program, 'rina', { displayName: 'Rina Akter' })
  assert.ok(!(await landing(app, program, code)).includes('Rina'))
  const portal = await openPortal(app, program, 'rina')
  assert.deepEqual((await portal.ok('GET', '/standing')).name, { text: 'Rina Akter', shown: false })
  assert.deepEqual((await portal.ok('POST', '/name', { shown: true })).name, { text: 'Rina Akter', shown: true })
  assert.ok((await landing(app, program, code)).includes('Rina Akter'))
  await portal.ok('POST', '/name', { shown: false })
  assert.ok(!(await landing(app, program, code)).includes('Rina'))
})

test('without a name from the app there is none to show, and a text that could deceive is no name', async () => {
  const program = await app.liveProgram({})
  await app.join(program, 'karim', { displayName: 'Get ৳5000 at evil.example' })
  const portal = await openPortal(app, program, 'karim')
  assert.equal((await portal.ok('POST', '/name', { shown: true })).name, null)
})

test('a link is sent with the words of the program, and always with what the sender gets; an address is no such word', async () => {
  const shareText = { bn: 'আমি রোজ রাতে গল্প পড়ি।', en: 'I read a story each night.' }
  const program = await app.liveProgram({ brand: { shareText } })
  const { link } = await app.join(program, 'rina')
  const portal = await openPortal(app, program, 'rina')
  assert.deepEqual((await portal.ok('GET', '/standing')).offer.shareText, shareText)
  const messageIn = async (lang: string) => {
    const page = await (await portal.open(`${app.url}${portal.base}`, { 'accept-language': lang })).text()
    const [, sent = ''] = /href="https:\/\/wa\.me\/\?text=([^"]+)"/.exec(page) ?? []
    return decodeURIComponent(sent.replaceAll('&amp;', '&'))
  }
  assert.match(
    await messageIn('en'),
    new RegExp(`^I read a story each night\\. ${link}\\?via=whatsapp\n[^]*I get ৳20\\.$`),
  )
  assert.match(await messageIn('bn'), /^আমি রোজ রাতে গল্প পড়ি।[^]*আমি পাব ৳২০।$/)
  for (const en of ['See https://evil.example', 'Go to www.evil.example']) {
    const answer = await app.call('PATCH', baseOf(program), { brand: { shareText: { ...shareText, en } } })
    assert.deepEqual([answer.status, answer.body.code], [422, 'request_invalid'])
  }
  await app.ok('PATCH', baseOf(program), { brand: { shareText: null } })
  assert.match(await messageIn('en'), /^I use [^]+I get ৳20\.$/)
})
