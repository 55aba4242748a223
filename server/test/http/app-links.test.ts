/** What Android and iOS are told about the apps that may open a program's links. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sharedApp } from '../support/app.js'

const certificate = Array.from({ length: 32 }, () => 'AB').join(':')
const other = certificate.replace('AB', 'CD')

test('a phone learns which app may open the links of a launched program, and of no other', async () => {
  const app = await sharedApp()
  const destinations = { web: 'https://golpo.example/join', playStore: 'com.example.golpo' }
  const settings = { androidCertificates: [certificate], appleAppIds: ['A1B2C3D4E5.com.example.golpo'] }
  const { slug } = await app.liveProgram({ destinations, app: settings })
  await app.liveProgram({ destinations, app: { androidCertificates: [other] } })
  await app.draftProgram({ destinations, app: { appleAppIds: ['ZZZZZZZZZZ.com.example.draft'] } })
  await app.liveProgram()
  const android = await app.ok('GET', '/.well-known/assetlinks.json')
  assert.equal(android.length, 1)
  assert.deepEqual(android[0].relation, ['delegate_permission/common.handle_all_urls'])
  assert.equal(android[0].target.package_name, 'com.example.golpo')
  assert.deepEqual(android[0].target.sha256_cert_fingerprints.toSorted(), [certificate, other])
  assert.deepEqual(await app.ok('GET', '/.well-known/apple-app-site-association'), {
    applinks: {
      details: [
        { appIDs: ['A1B2C3D4E5.com.example.golpo'], components: [{ '/': `/r/${slug}/*` }, { '/': `/j/${slug}/*` }] },
      ],
    },
  })
})

test('a fingerprint or an id that no phone would accept is refused', async () => {
  const app = await sharedApp()
  const terms = (settings: object) => ({ ...defaults, slug: 'golpo', app: settings })
  const defaults = {
    mode: 'test',
    name: { bn: 'গল্প', en: 'Golpo' },
    rewardMinor: 2000,
    destinations: { web: 'https://golpo.example' },
    startsAt: '2026-01-01T00:00:00Z',
    endsAt: '2030-01-01T00:00:00Z',
    organization: { name: 'Golpo Ltd', contact: 'help@golpo.example' },
  }
  for (const wrong of [
    { androidCertificates: ['AB:CD'] },
    { androidCertificates: [certificate.toLowerCase()] },
    { appleAppIds: ['com.example.golpo'] },
  ]) {
    const { status, body } = await app.call('POST', '/v1/programs', terms(wrong))
    assert.equal(status, 422)
    assert.match(body.errors[0].path, /^app\./)
  }
})
