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
