/** Whose network an address belongs to, from the tables that are installed and from made-up ones. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { isDisposableMail } from '../../src/readers/disposable-mail.js'
import { Networks } from '../../src/networks/networks.js'
import { bytesOf, readTables, tablesFrom } from '../../src/networks/tables.js'
import { sharedApp } from '../support/app.js'

function folderOf(t: TestContext, tables: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'bondhu-networks-'))
  t.after(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(tables)) writeFileSync(join(folder, name), text)
  return folder
}

const made = {
  'asn-ipv4.csv': '203.0.113.0,203.0.113.63,16509,"Rented, Inc."\n203.0.113.64,203.0.113.255,64496,A carrier\n',
  // Each way of leaving out zeros: after one, two, three groups, and before others.
  'asn-ipv6.csv':
    '2001::,2001::ffff:ffff:ffff:ffff:ffff:ffff,14061,Rented\n2001:db8:5::,2001:db8:5:ffff:ffff:ffff:ffff:ffff,14061,Rented\n2A00:1::,2a00:1::ffff,14061,Rented\n',
  'asn-country-ipv4.csv': '198.51.100.0,198.51.100.255,IN\r\n203.0.113.0,203.0.113.255,BD',
  'asn-country-ipv6.csv': '2001:db8::,2001:db8:ffff:ffff:ffff:ffff:ffff:ffff,DE\n',
}

test('an address is found in the range that holds it, first and last included, and in no other', async (t) => {
  const networks = new Networks(folderOf(t, made))
  assert.equal(networks.find('203.0.113.9'), undefined, 'before the tables are read')
  await networks.load()
  const table: [string, boolean, string | null][] = [
    ['203.0.112.255', false, null],
    ['203.0.113.0', true, 'BD'],
    ['203.0.113.63', true, 'BD'],
    ['203.0.113.64', false, 'BD'],
    ['203.0.114.0', false, null],
    ['198.51.100.255', false, 'IN'],
    ['0.0.0.1', false, null],
    ['255.255.255.255', false, null],
    ['2001:db8:5:1:0:0:0:1', true, 'DE'],
    ['2001:db8:6:0:0:0:0:1', false, 'DE'],
    ['2001:db9:0:0:0:0:0:1', false, null],
    ['2001:0:ffff:0:0:0:0:1', true, null],
    ['2001:1:0:0:0:0:0:1', false, null],
    ['2a00:1:0:0:0:0:0:9', true, null],
    ['2a00:1:1:0:0:0:0:9', false, null],
  ]
  for (const [address, isHosting, country] of table) {
    assert.deepEqual(networks.find(address), { isHosting, country }, address)
  }
})

test('ranges that overlap are cut, and a table that is not in order is refused', async (t) => {
  const overlapping = '10.0.0.0,10.1.255.255,BD\n10.1.0.0,10.2.255.255,IN\n'
  const networks = new Networks(folderOf(t, { ...made, 'asn-country-ipv4.csv': overlapping }))
  await networks.load()
  assert.deepEqual(
    ['10.1.9.9', '10.2.0.0'].map((address) => networks.find(address)?.country),
    ['BD', 'IN'],
  )
  const backwards = '10.1.0.0,10.2.255.255,IN\n10.0.0.0,10.0.255.255,BD\n'
  const wrong = new Networks(folderOf(t, { ...made, 'asn-country-ipv4.csv': backwards }))
  await assert.rejects(wrong.load(), /not in order/)
  assert.equal(wrong.find('203.0.113.9'), undefined)
})

test('a missing table stops the start', (t) => {
  const { 'asn-ipv6.csv': _, ...three } = made
  assert.throws(() => new Networks(folderOf(t, three)), /asn-ipv6\.csv/)
})

test('the file of the build gives back what the tables say, and another file is refused', async (t) => {
  const folder = folderOf(t, made)
  const tables = await readTables((name) => join(folder, name))
  const file = bytesOf(tables)
  assert.deepEqual(tablesFrom(file), tables)
  const otherOrder = Buffer.concat([file.subarray(0, 8).toReversed(), file.subarray(8)])
  for (const other of [Buffer.alloc(0), file.subarray(1), file.subarray(0, -4), otherOrder]) {
    assert.throws(() => tablesFrom(other), /not built on this kind of machine/)
  }
})

test('the installed tables know a carrier of Bangladesh, and rented machines in IPv4 and IPv6', async () => {
  const networks = new Networks()
  await networks.load()
  assert.deepEqual(networks.find('103.4.145.1'), { isHosting: false, country: 'BD' })
  assert.deepEqual(networks.find('49.12.0.1'), { isHosting: true, country: 'DE' })
  assert.deepEqual(networks.find('2a01:4f8:1:2:0:0:0:1'), { isHosting: true, country: 'DE' })
  assert.deepEqual(networks.find('10.0.0.1'), { isHosting: false, country: null })
})

test('a mail address is thrown away if its domain is listed, or a name below it', () => {
  const table: [string, boolean][] = [
    ['rina@mailinator.com', true],
    ['rina@inbox.mailinator.com', true],
    ['rina@golpo-mailinator.com', false],
    ['rina@gmail.com', false],
    ['rina@example.com', false],
    ['"mailinator.com@"@example.com', false],
    ['', false],
  ]
  for (const [email, isDisposable] of table) assert.equal(isDisposableMail(email), isDisposable, email)
})

test('a signup leaves behind whose network it came from and whether its mail is thrown away, and no address', async () => {
  const app = await sharedApp()
  await app.service.context.networks.load()
  const program = await app.liveProgram()
  const { code } = await app.join(program, 'rina')
  await app.signup(program, {
    userId: 'karim',
    code,
    context: { ip: '49.12.0.1' },
    identities: { email: 'karim@mailinator.com' },
  })
  const rows = await app.service.context.sql<object[]>`
    select t.network, t.address_country, t.disposable_mail
    from programs g join traces t on t.program_id = g.id
    where g.slug = ${program.slug}`
  assert.deepEqual(
    rows.map((row) => ({ ...row })),
    [{ network: 'hosting', address_country: 'DE', disposable_mail: true }],
  )
})
