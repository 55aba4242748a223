/**
 * Other accounts are paid to the friend's wallet. A family shares one. Each account beyond a family makes it less likely
 * that they are people of their own, because the money is all that these accounts have in common.
 */
import { z } from 'zod'
import { rule } from '../signals/rule.js'
import { crowdWeight } from '../signals/sharers.js'

const perAccountBeyondFamily = 4

export const sameWallet = rule({
  name: 'same_wallet',
  family: 'identity',
  stages: ['signup', 'release'],
  parameters: z.strictObject({
    familyMax: z.int().min(1).max(24).default(5).describe('Accounts of one family that may share a wallet'),
  }),
  finds({ sharedWallet: accounts }, { familyMax }) {
    if (accounts === 0) return undefined
    const beyond = Math.max(0, accounts + 1 - familyMax)
    const weight = Math.round(crowdWeight(accounts, familyMax) + perAccountBeyondFamily * beyond)
    return { weight: Math.min(22, weight), figures: { accounts } }
  },
})
