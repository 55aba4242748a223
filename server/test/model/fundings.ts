/** Money that is set aside, by one person or by two. Another confirms, and only while the one who asked may still ask. */
import { personOf, refusalOf, type Hand } from './team.js'

export interface Funding {
  readonly reference: string
  readonly amountMinor: number
  readonly askedBy: Hand
  state: 'waiting' | 'funded' | 'withdrawn'
}

interface Purse {
  readonly settled: boolean
  readonly books: { fundedMinor: number; budgetMinor: number }
  meet(what: string): void
}

export class Fundings {
  readonly all: Funding[] = []
  /** From now on two people set money aside. */
  secondPerson = false
  private readonly purse: Purse

  constructor(purse: Purse) {
    this.purse = purse
  }

  fund(reference: string, amountMinor: number, askedBy: Hand): 'made' | 'known' | 'waiting' | 'conflict' {
    if (this.purse.settled) return 'conflict'
    const known = this.all.find((one) => one.reference === reference && one.state !== 'withdrawn')
    if (known !== undefined && known.amountMinor !== amountMinor) return 'conflict'
    if (known !== undefined) return known.state === 'waiting' ? 'waiting' : 'known'
    const funding: Funding = { reference, amountMinor, askedBy, state: 'waiting' }
    this.all.push(funding)
    if (this.secondPerson) return 'waiting'
    this.setAside(funding)
    return 'made'
  }

  /** @returns a status of HTTP */
  confirm(funding: Funding, by: Hand): number {
    const refusal = refusalOf(by, 'fundings:write')
    if (refusal !== undefined) return refusal
    if (this.purse.settled || funding.state === 'withdrawn') return 409
    if (funding.state === 'funded') return 200
    const mayStill = refusalOf(funding.askedBy, 'fundings:write') === undefined
    if (!mayStill) this.purse.meet('a funding whose person has gone is not confirmed')
    if (by.kind !== 'operator' || !mayStill || personOf(funding.askedBy) === by.person) return 403
    this.setAside(funding)
    this.purse.meet('a funding is confirmed by a second person')
    return 200
  }

  /** @returns a status of HTTP */
  withdraw(funding: Funding, by: Hand): number {
    const refusal = refusalOf(by, 'fundings:write')
    if (refusal !== undefined) return refusal
    if (funding.state === 'funded') return 409
    funding.state = 'withdrawn'
    return 200
  }

  private setAside(funding: Funding): void {
    funding.state = 'funded'
    this.purse.books.fundedMinor += funding.amountMinor
    this.purse.books.budgetMinor += funding.amountMinor
  }
}
