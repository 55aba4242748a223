/** Short names for tests of attached providers. */
import assert from 'node:assert/strict'
import { workOnReconciliation } from '../../src/domain/payouts/reconcile/work.js'
import type { Body, TestProgram } from '../support/api.js'
import { type TestApp } from '../support/app.js'
import { recharge, type Call } from './attached.js'
import { cashOut } from './payouts.js'

export const minute = 60
export const hour = 60 * minute

export async function asked(app: TestApp, program: TestProgram, userId = 'a-1', account?: string): Promise<string> {
  const { status, body } = await cashOut(app, program, { amountMinor: 2000, method: recharge(account) }, { userId })
  assert.equal(status, 201, JSON.stringify(body))
  return body.id
}

export async function reconciled(app: TestApp, { slug }: TestProgram): Promise<Body> {
  const { id } = await app.ok('POST', `/v1/programs/${slug}/reconciliations`)
  await workOnReconciliation(app.service.context, await app.service.programs.get(slug))
  return app.ok('GET', `/v1/programs/${slug}/reconciliations/${id}`)
}

export async function differences(app: TestApp, { slug }: TestProgram): Promise<string[]> {
  const { items } = await app.ok('GET', `/v1/programs/${slug}/differences?state=open`)
  return items.map(({ kind }: Body) => kind)
}

export const isPayment = ({ method, path }: Call) => method === 'POST' && path === '/payments'
export const isQuery = ({ path }: Call) => path.startsWith('/payments/')
