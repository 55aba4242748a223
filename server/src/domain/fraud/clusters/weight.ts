/** How much a weak identifier, such as an address, says about the accounts that share it. Pure. */
import { assert } from '../../../errors.js'

/**
 * 1 / log2(1 + accounts): 1 for an account alone, 0.63 for two, 0.15 for a hundred. The address of a carrier, which many
 * thousands share, says almost nothing. FRAUDAR gives columns the same form of weight, with the natural logarithm and a
 * constant in place of 1 (Hooi and others, KDD 2016, section 4.2).
 * @param accounts how many share it, at least one
 */
export function weightOfSharing(accounts: number): number {
  assert(accounts >= 1, 'somebody uses it')
  return 1 / Math.log2(1 + accounts)
}
