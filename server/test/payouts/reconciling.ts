/** Short names for tests of reconciliation. */
import assert from 'node:assert/strict'
import { type TestContext } from 'node:test'
import { connect, type Sql } from '../../src/db/connect.js'
import { workOnReconciliation } from '../../src/domain/payouts/reconcile/work.js'
import type { Body, TestProgram } from '../support/api.js'
import { type TestApp } from '../support/app.js'
import { atEnd } from '../support/database.js'
import { bkash, cashOut } from './payouts.js'

export const hour = 3600
export const day = 24 * hour

/** As the night does it. @returns what it said. */
export async function reconcile(app: TestApp, { slug }: TestProgram): Promise<Body> {
  const { id } = await app.ok('POST', `/v1/programs/${slug}/reconciliations`)
  await workOnReconciliation(app.service.context, await app.service.programs.get(slug))
  return app.ok('GET', `/v1/programs/${slug}/reconciliations/${id}`)
}

export async function listed(app: TestApp, { slug }: TestProgram, query = 'state=open'): Promise<Body[]> {
  return (await app.ok('GET', `/v1/programs/${slug}/differences?${query}`)).items
}

export const compare = (a: string, b: string) => a.localeCompare(b)
export const kindsOf = (items: readonly Body[]) => items.map(({ kind }) => String(kind)).toSorted(compare)

export async function paidOut(app: TestApp, program: TestProgram, accounts: readonly string[]): Promise<string[]> {
  const ids: string[] = []
  for (const [index, account] of accounts.entries()) {
    const userId = `a-${index + 1}`
    const { status, body } = await cashOut(app, program, { amountMinor: 2000, method: bkash(account) }, { userId })
    assert.equal(status, 201, JSON.stringify(body))
    ids.push(body.id)
  }
  return ids
}

export async function ownerOf(t: TestContext, app: TestApp): Promise<Sql> {
  const sql = connect(app.database.ownerUrl, { max: 1 })
  atEnd(t, () => sql.end({ timeout: 5 }))
  return sql
}
