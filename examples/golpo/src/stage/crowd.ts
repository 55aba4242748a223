/** The two actions of the demo that no hand can do: twenty reports at once, and a hundred friends. */
import type { Bondhu } from '@bondhu/sdk'
import { randomBytes } from 'node:crypto'
import type { Account, AccountStore } from '../accounts.js'
import { signupOf } from '../invitations.js'
import { madeUpPhone } from '../phone.js'

export const reportsAtOnce = 20
export const crowdSize = 100

/** The same report, as if an app had no idea what it had sent before. */
export async function reportAtOnce(bondhu: Bondhu, account: Account): Promise<void> {
  await Promise.all(Array.from({ length: reportsAtOnce }, () => bondhu.signup(signupOf(account))))
}

/** A hundred people with a phone each, who typed the code. They are on the app's disk before they are reported. */
export async function openCrowd(
  bondhu: Bondhu,
  accounts: AccountStore,
  names: readonly string[],
  code: string,
): Promise<void> {
  const crowd = Array.from({ length: crowdSize }, (_, index): Account => ({
    id: newAccountId(),
    name: names[index % names.length] ?? '',
    phone: madeUpPhone(),
    device: randomBytes(12).toString('hex'),
    seeded: false,
    code,
  }))
  await accounts.save(...crowd)
  const results = await bondhu.signups(crowd.map(signupOf))
  const decided = crowd.flatMap((account, index) => {
    const result = results[index]
    return result !== undefined && 'outcome' in result.body ? [{ ...account, decision: result.body }] : []
  })
  if (decided.length > 0) await accounts.save(...decided)
}

export function newAccountId(): string {
  return `g-${randomBytes(12).toString('hex')}`
}
