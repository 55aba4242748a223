/** How much the number of accounts that share something says. Pure. */

/** A one-phone family has so many accounts. */
export const familyAccounts = 5

/**
 * A family hardly weighs: one other account 1 deciban, four others 3. Beyond it, each doubling of the crowd makes an
 * honest explanation half as likely.
 */
export function crowdWeight(others: number, familyMax: number = familyAccounts): number {
  const accounts = others + 1
  if (accounts <= familyMax) return Math.min(3, Math.ceil(Math.log2(accounts)))
  return Math.round(3 + 3 * Math.log2(accounts / familyMax))
}

const perAccountBeyondFamily = 4
const perAdvocate = 4
const advocatesMax = 3

/**
 * How much a wallet says that pays so many accounts. Each account beyond a family makes it less likely that they are
 * people of their own, because the money is all that they have in common. So does each further advocate who brought some.
 */
export function purseWeight(accounts: number, furtherAdvocates: number, familyMax: number): number {
  const beyond = Math.max(0, accounts - familyMax)
  const further = accounts < 3 ? 0 : Math.min(advocatesMax, Math.max(0, furtherAdvocates))
  return crowdWeight(accounts - 1, familyMax) + perAccountBeyondFamily * beyond + perAdvocate * further
}
