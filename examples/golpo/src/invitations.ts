/**
 * All calls between Golpo and Bondhu about an account. The order matters: an account is reported before it joins,
 * because a joined account is a member and no longer a new friend.
 */
import {
  BondhuError,
  type Bondhu,
  type Decision,
  type Participant,
  type PayoutMethod,
  type Program,
  type Signup,
  type Transfer,
} from '@bondhu/sdk'
import type { Account, AccountStore } from './accounts.js'
import type { Language } from './messages/messages.js'

const looksMax = 12
const lookMs = 250

/** Never how many friends were refused: each additional friend would reveal whether they had an account. */
export interface Standing {
  readonly program: Program
  readonly participant: Participant
  readonly transfers: readonly Transfer[]
  /** When held money becomes available, soonest first. Empty for a person with too many friends to read here. */
  readonly heldUntil: readonly string[]
}

export class Invitations {
  private readonly bondhu: Bondhu
  private readonly accounts: AccountStore

  constructor(bondhu: Bondhu, accounts: AccountStore) {
    this.bondhu = bondhu
    this.accounts = accounts
  }

  program(): Promise<Program> {
    return this.bondhu.program()
  }

  /**
   * Reports an opened account and stores the decision. The account is on the disk before; a failed report is repeated
   * at the next page view.
   */
  async report(account: Account): Promise<Account> {
    if (account.seeded || account.decision !== undefined) return account
    return this.keep(account, await this.bondhu.signup(signupOf(account)))
  }

  /** A code that the friend remembered later. Only an organic signup is decided again. */
  async reportLateCode(account: Account, code: string): Promise<Account> {
    return this.keep(account, await this.bondhu.signup({ ...signupOf(account), clickId: undefined, code }))
  }

  async isCode(code: string): Promise<boolean> {
    return (await this.bondhu.codes(code)).valid
  }

  async standing(account: Account): Promise<Standing> {
    const participant = await this.joined(account)
    const [program, transfers, referrals] = await Promise.all([
      this.bondhu.program(),
      this.bondhu.transfers(account.id, { limit: 50 }),
      this.bondhu.referrals(account.id, { limit: 100 }),
    ])
    const read = referrals.nextCursor === null ? referrals.items : []
    const held = read.filter(({ reward }) => reward?.state === 'held')
    return {
      program,
      participant,
      transfers: transfers.items,
      heldUntil: held.flatMap(({ reward }) => reward?.availableAt ?? []).toSorted(),
    }
  }

  /** The person's portal page. It leads back to the destination of the offer's links, one level up. */
  async portalAddress(account: Account, language: Language): Promise<string> {
    await this.joined(account)
    // Again, because a crash right after the join may have come before the wallet was set.
    await this.keepWallet(account)
    const { destinations } = await this.bondhu.program()
    const returnUrl = new URL('.', destinations.web).href
    return (await this.bondhu.portalSession(account.id, { locale: language, returnUrl })).url
  }

  /**
   * To the number of the account. Waits a moment for the payment, which usually arrives.
   * @param key created with the form, so that a double click is one cash-out
   */
  async cashOut(account: Account, amountMinor: number, key: string): Promise<void> {
    const { id } = await this.bondhu.cashOut(account.id, { amountMinor, method: walletOf(account) }, key)
    for (let look = 0; look < looksMax; look++) {
      const { items } = await this.bondhu.payouts(account.id, { limit: 20 })
      const state = items.find((payout) => payout.id === id)?.state
      if (state !== 'approved' && state !== 'sending') return
      await new Promise((resolve) => setTimeout(resolve, lookMs))
    }
  }

  /** With a code and a link. An account joins when it first asks for them, and is reported first if it was not. */
  async joined(account: Account): Promise<Participant> {
    await this.report(account)
    try {
      const participant = await this.bondhu.participant(account.id)
      if (participant.code !== null) return participant
    } catch (error) {
      if (!(error instanceof BondhuError) || error.status !== 404) throw error
    }
    const participant = await this.bondhu.join(account.id, identitiesOf(account))
    await this.keepWallet(account)
    return participant
  }

  /**
   * Sets the wallet, because the portal cannot ask for one. The same wallet again changes nothing. If too many accounts
   * use a wallet it is refused, and the portal then says that one must be set.
   */
  private async keepWallet(account: Account): Promise<void> {
    try {
      await this.bondhu.payoutMethod(account.id, walletOf(account))
    } catch (error) {
      if (!(error instanceof BondhuError) || error.code !== 'wallet_limit_reached') throw error
    }
  }

  private async keep(account: Account, decision: Decision): Promise<Account> {
    const decidedAt = account.decidedAt ?? (await this.bondhu.program()).now
    const kept = { ...account, decision, decidedAt }
    await this.accounts.save(kept)
    return kept
  }
}

/**
 * The report of a new account. Without `occurredAt`, so that the program's own time counts: the demo advances it, and by
 * real time an account would seem to be opened before its click. A real app sends it.
 */
export function signupOf(account: Account): Signup {
  return { userId: account.id, clickId: account.clickId, code: account.code, ...identitiesOf(account) }
}

/** The number of the account. A real app lets the person choose, and verifies it. */
function walletOf({ phone }: Account): PayoutMethod {
  return { kind: 'bkash', account: phone }
}

/** The example believes the number. A real app sends one only once it has verified it: the first to claim a number keeps it. */
function identitiesOf({ phone, device }: Account) {
  return { identities: { phone, ...(device !== '' && { device }) }, country: 'BD' }
}
