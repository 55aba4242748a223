/**
 * The friend shares a device, a phone or a wallet with the advocate, directly or by a chain. Relatives do too. Together
 * with other evidence it is a person who invites themselves.
 */
import * as z from 'zod'
import { rule } from '../signals/rule.js'

export const ownCluster = rule({
  name: 'own_cluster',
  family: 'shape',
  stages: ['signup', 'release'],
  parameters: z.strictObject({}),
  finds({ cluster }) {
    if (cluster === null || !cluster.holdsAdvocate) return undefined
    const beyondFamily = Math.max(0, cluster.accounts - 6)
    return { weight: Math.min(5, 3 + Math.round(Math.log2(1 + beyondFamily))), figures: { accounts: cluster.accounts } }
  },
})
