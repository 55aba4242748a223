/** Cash-outs of the world: to wallets that work, and to those by whose number the sandbox fails in each of its ways. */
import assert from 'node:assert/strict'
import type { Api, Body, TestProgram } from '../support/api.js'
import type { Random } from './random.js'

const faults = [1, 2, 3, 4, 5, 6, 7, 8]

export class CashOuts {
  readonly paidTo = new Set<string>()
  private readonly api: Api
  private readonly program: TestProgram
  private readonly random: Random
  private asked = 0

  constructor(api: Api, program: TestProgram, random: Random) {
    this.api = api
    this.program = program
    this.random = random
  }

  private get base(): string {
    return `/v1/programs/${this.program.slug}`
  }

  /** Everybody who has enough, up to `most`, asks for it. */
  async ask(most: number, minimumMinor: number): Promise<void> {
    const { items } = await this.api.ok('GET', `${this.base}/participants?available=yes&sort=friends&limit=100`)
    const able = items.filter((one: Body) => one.availableMinor >= minimumMinor)
    // Who never asked comes first: the same few with the most friends would ask each time.
    const rank = ({ userId }: Body) => (this.paidTo.has(userId) ? 'b' : 'a') + userId
    able.sort((a: Body, b: Body) => (rank(a) < rank(b) ? -1 : 1))
    for (const { userId, availableMinor } of able.slice(0, most)) {
      const fault = this.asked < faults.length ? faults[this.asked] : undefined
      const number = String(++this.asked).padStart(5, '0')
      const account = fault === undefined ? `+88016${number}123` : `+8801999${fault}${number}`
      const method =
        fault === undefined && this.asked % 7 === 0
          ? bank(number)
          : { kind: this.random.oneOf(['bkash', 'nagad']), account }
      const amountMinor = this.random.chance(0.5) ? availableMinor : minimumMinor
      const path = `${this.base}/participants/${userId}/payouts`
      const { status, body } = await this.api.call(
        'POST',
        path,
        { amountMinor, ...(!this.paidTo.has(userId) && { method }) },
        { 'idempotency-key': `cash-out-${number}` },
      )
      assert.equal(status, 201, JSON.stringify(body))
      this.paidTo.add(userId)
    }
  }

  /** Of what waits for a person: most is approved, some is rejected, and the rest is left waiting. */
  async decide(share: number): Promise<void> {
    const { items } = await this.api.ok('GET', `${this.base}/payouts?state=requested&limit=100`)
    for (const { id } of items) {
      if (!this.random.chance(share)) continue
      if (this.random.chance(0.25))
        await this.api.ok('POST', `${this.base}/payouts/${id}/reject`, { reason: 'the number is of another person' })
      else await this.api.ok('POST', `${this.base}/payouts/${id}/approve`)
    }
  }
}

function bank(number: string): Body {
  return { kind: 'bank', account: `20500${number}77`, holder: 'Rina Akter', bank: 'Sonali Bank', routing: '200270522' }
}

/** A program whose wallets are paid by file, in each state that a file can bring about, with differences and statements. */
export async function payByFile(api: Api, reconcile: (slug: string) => Promise<void>): Promise<TestProgram> {
  const program = await api.liveProgram(
    {
      slug: 'golpo-by-file',
      mode: 'live',
      holdDays: 0,
      minimumPayoutMinor: 2000,
      payouts: { autoApproveMaxMinor: 4000 },
    },
    5_000_000,
  )
  const base = `/v1/programs/${program.slug}`
  const payouts: string[] = []
  for (let person = 1; person <= 12; person++) {
    const { code, userId } = await api.join(program, `shop-${person}`)
    await Promise.all(
      [1, 2, 3].map((friend) => api.signup(program, { userId: `shop-${person}-friend-${friend}`, code })),
    )
    const method = { kind: 'bkash', account: `0171234${String(person).padStart(4, '0')}` }
    const amountMinor = person > 10 ? 6000 : 2000
    const path = `${base}/participants/${userId}/payouts`
    const { status, body } = await api.call(
      'POST',
      path,
      { amountMinor, method },
      { 'idempotency-key': `shop-${person}` },
    )
    assert.equal(status, 201, JSON.stringify(body))
    payouts.push(body.id)
  }
  await api.ok('POST', `${base}/payout-batches`, { kind: 'bkash', payoutsMax: 8 })
  const paid = payouts.slice(0, 5).map((id, index) => `${id},paid,20.00,TRX${index + 1},`)
  await applyResults(api, base, [...paid, `${payouts[5]},failed,20.00,,account_unknown`], 0)
  await applyResults(
    api,
    base,
    [`${payouts[0]},failed,20.00,,account_unknown`, `${payouts[1]},returned,20.00,TRX2,`],
    1,
  )
  await readFile(api, base, [`${payouts[6]},paid,19.00,TRX7,`])
  const range = new URLSearchParams({ from: new Date(Date.now() - 864e5).toISOString(), to: new Date().toISOString() })
  const at = new Date(Date.now() - 60_000).toISOString().slice(0, 16).replace('T', ' ')
  const lines = [
    `${payouts[2]},paid,15.00,BDT,TRX3,${at}`,
    `${payouts[3]},paid,20.00,BDT,TRX4,${at}`,
    `unknown-1,paid,20.00,BDT,TRX9,${at}`,
  ]
  await sendCsv(api, `${base}/payout-statements?${range.toString()}`, [
    'reference,state,amount,currency,providerReference,at',
    ...lines,
  ])
  await api.ok('POST', `${base}/reconciliations`)
  await reconcile(program.slug)
  const { items } = await api.ok('GET', `${base}/differences?state=open`)
  assert.ok(items.length >= 2, 'the file and the statement differ')
  await api.ok('POST', `${base}/differences/${items[0].id}/take`, {})
  await api.ok('POST', `${base}/differences/${items[1].id}/resolve`, {
    resolution: 'corrected_there',
    reason: 'they wrote that it was a slip',
  })
  return program
}

/** @returns the id of an uploaded file of results, which is previewed and not applied. */
export async function readFile(api: Api, base: string, rows: readonly string[]): Promise<string> {
  return (await sendCsv(api, `${base}/payout-results`, ['reference,state,amount,providerReference,code', ...rows])).id
}

async function applyResults(api: Api, base: string, rows: readonly string[], oddRows: number): Promise<void> {
  await api.ok('POST', `${base}/payout-results/${await readFile(api, base, rows)}/apply`, { oddRows })
}

async function sendCsv(api: Api, path: string, lines: readonly string[]): Promise<Body> {
  const { status, body } = await api.call('POST', path, `${lines.join('\r\n')}\r\n`, { 'content-type': 'text/csv' })
  assert.equal(status, 201, JSON.stringify(body))
  return body
}
