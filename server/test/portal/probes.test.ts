/**
 * An advocate cannot tell members from strangers by any answer: a small run of `npm run faults:probes`, without latency.
 * And the measure itself, on answers whose areas are known.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatCode } from '@bondhu/web/code'
import { formatDigits } from '@bondhu/web/format'
import { languages } from '@bondhu/web/language'
import { areaOf, areasOf, hashesOf, type Observed } from '../probes/areas.js'
import { livedPeople, terms, type Person } from '../probes/people.js'
import { feed, probe, type Seen } from '../probes/run.js'
import { control, surfaces } from '../probes/surfaces.js'
import { sharedApp } from '../support/app.js'

/** Two of each fate on each side, with the attacker at the cap and not. */
const peopleCount = 32

test('no surface answers differently about a member and a stranger, in status, body or length', async () => {
  const app = await sharedApp()
  const program = await app.liveProgram(terms)
  const seen: Seen[] = []
  await probe({ api: app, program }, await livedPeople(app, program, peopleCount), (one) => void seen.push(one))
  assert.equal(seen.length, peopleCount * (Object.keys(surfaces).length + 2))
  for (const surface of [...Object.keys(surfaces), feed]) {
    for (const atCap of [true, false]) {
      const answers = seen.filter((one) => one.surface === surface && one.person.attackerAtCap === atCap)
      assert.ok(new Set(answers.map(({ person }) => person.isMember)).size === 2)
      const [one = '', ...others] = answers.map(withoutNames)
      for (const other of others) {
        const [there, here] = one === other ? ['', ''] : difference(one, other)
        assert.equal(there, here, `${surface}: ${atCap ? 'at the cap' : 'below it'}`)
      }
    }
  }
  const refusedAsMembers = seen.filter(
    ({ surface, person, text }) => surface === control && person.isMember && text.includes('already_member'),
  )
  assert.equal(refusedAsMembers.length, (peopleCount / 2) * 0.75, 'only the app’s server sees who is a member')
})

/** Without what names the attacker, the person asked about, the visit or the moment. */
function withoutNames({ person, status, headers, text }: Seen): string {
  const { userId, phone, email, attacker }: Person = person
  const { code } = attacker
  const written = languages.flatMap((language) => [formatCode(language, code), formatDigits(language, code)])
  let all = `${status}\n${headers}\n${text}`
  for (const name of [userId, phone, email, attacker.userId, code, ...written]) {
    all = all.replaceAll(name, '…').replaceAll(encodeURIComponent(name), '…')
  }
  return all
    .replaceAll(/clk_[\w-]+/g, 'clk_…')
    .replaceAll(/trf_[0-9a-z]+/g, 'trf_…')
    .replaceAll(/^x-request-id: .{21}$/gm, 'x-request-id: …')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'a time')
    .replaceAll(/<svg.*?<\/svg>/gs, 'a picture')
}

/** Where two texts first differ, with a little of what is around it. */
function difference(one: string, other: string): [string, string] {
  let at = 0
  while (one[at] === other[at] && at < one.length) at++
  return [one, other].map((text) => text.slice(Math.max(0, at - 80), at + 80)) as [string, string]
}

const nothing = { status: 200, length: 10, latencyMs: 1, words: hashesOf('the same words') }

function observed(count: number, of: (isMember: boolean, index: number) => Partial<Observed>): Observed[] {
  return Array.from({ length: count }, (_, index) => {
    const isMember = (index >> 1) % 2 === 0
    return { isMember, ...nothing, ...of(isMember, index) }
  })
}

test('the area is the chance that a member’s value exceeds a stranger’s, where a tie is half', () => {
  const scored = (members: number[], strangers: number[]) => [
    ...members.map((score) => ({ isMember: true, score })),
    ...strangers.map((score) => ({ isMember: false, score })),
  ]
  assert.equal(areaOf(scored([3, 4], [1, 2])).area, 1)
  assert.equal(areaOf(scored([1, 2], [3, 4])).area, 0)
  assert.equal(areaOf(scored([2, 2], [2, 2])).area, 0.5)
  assert.deepEqual(areaOf(scored([1, 1], [1, 1, 1])), { area: 0.5, noise: 0 }, 'equal values have no noise')
  assert.equal(areaOf(scored([1, 3], [2, 3])).area, (0 + 0 + 1 + 0.5) / 4)
})

test('a difference of one word, of the length, of the status or of the time is found, and none is found where none is', () => {
  const area = (feature: keyof ReturnType<typeof areasOf>, of: Parameters<typeof observed>[1]) => {
    const areas = areasOf(observed(400, of))
    return [areas[feature]?.area ?? 0, areas.all.area] as const
  }
  const found: Readonly<Record<'status' | 'length' | 'body' | 'latency', Parameters<typeof observed>[1]>> = {
    status: (isMember) => ({ status: isMember ? 200 : 404 }),
    length: (isMember) => ({ length: isMember ? 10 : 11 }),
    body: (isMember) => ({ words: hashesOf(`the same words ${isMember ? 'but' : 'and'} one`) }),
    latency: (isMember, index) => ({ latencyMs: (isMember ? 2 : 1) + (index % 7) / 10 }),
  }
  for (const [feature, of] of Object.entries(found)) {
    for (const each of area(feature as keyof typeof found, of)) assert.ok(each > 0.99, `${feature}: ${each}`)
  }
  const ids = observed(400, (_isMember, index) => ({ words: hashesOf(`the same words and id-${index}`) }))
  assert.equal(areasOf(ids).body.area, 0.5, 'an id that nobody else has is no sign')
})
