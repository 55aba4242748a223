/**
 * The friend is tied to many accounts. Inside the signup only those count that are tied by a chain, a device to a wallet
 * to another device, because `same_device` and the like speak about the others. At the release all count, and little: one
 * device of a phone shop makes a large cluster of customers who know nothing of each other.
 */
import * as z from 'zod'
import { matesMax, type FraudCase } from '../signals/case.js'
import { rule } from '../signals/rule.js'
import { crowdWeight, familyAccounts } from '../signals/sharers.js'

export const clusterSize = rule({
  name: 'cluster_size',
  family: 'shape',
  stages: ['signup', 'release'],
  parameters: z.strictObject({
    chainedFrom: z.int().min(1).max(1000).default(4).describe('Accounts of the cluster that are tied by a chain'),
    accountsFrom: z.int().min(2).max(1000).default(6).describe('Accounts of the cluster, at the release'),
  }),
  finds(one, { chainedFrom, accountsFrom }) {
    const { cluster, stage, group } = one
    if (cluster === null) return undefined
    if (stage === 'release') {
      // Without reports of what friends do nobody tells a farm from the computer of a café.
      if (group !== null && group.usual.days === null) return undefined
      if (cluster.accounts < accountsFrom) return undefined
      const weight = Math.min(3, crowdWeight(cluster.accounts - 1, familyAccounts))
      return { weight, figures: { accounts: cluster.accounts, chained: 0 } }
    }
    const chained = chainedOf(one, cluster.accounts)
    if (chained < chainedFrom) return undefined
    const weight = Math.min(9, Math.round(2 * Math.log2(1 + chained)))
    return { weight, figures: { accounts: cluster.accounts, chained } }
  },
})

/** Where the look-up was cut off, nobody knows who is tied by a chain. */
function chainedOf({ sharedDevice, sharedPhone, sharedWallet }: FraudCase, accounts: number): number {
  const shared = Math.max(sharedDevice, sharedPhone, sharedWallet)
  return shared >= matesMax ? 0 : accounts - 1 - shared
}
