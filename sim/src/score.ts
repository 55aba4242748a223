/** Compares what became of each friend with the truth. Pure. */
import { rings, traps, type RingFamily, type Trap } from './world/account.js'
import type { Outcome } from './play/outcome.js'

export interface Count {
  withheld: number
  all: number
}

export interface Score {
  readonly friends: number
  /** Of the withheld friends, how many are fake. */
  readonly fakesWithheld: number
  readonly withheld: number
  /** Fake friends that no rule about identities had refused already. */
  readonly fakes: Count
  readonly fakesByIdentity: number
  readonly rings: Count
  readonly paid: number
  readonly paidToFakes: number
  readonly people: Count
  readonly byTrap: ReadonlyMap<Trap, Count>
  readonly byFamily: ReadonlyMap<RingFamily, Count & { readonly rings: Count }>
  readonly other: number
}

/** A ring is found if half of its accounts are withheld. */
const foundShare = 0.5

export function scoreOf(outcomes: readonly Outcome[]): Score {
  const byTrap = new Map(traps.map((trap) => [trap, count()]))
  const byFamily = new Map(rings.map((family) => [family, { ...count(), rings: count() }]))
  const byRing = new Map<string, Count & { family: RingFamily }>()
  const [people, fakes] = [count(), count()]
  let fakesByIdentity = 0
  for (const { account, fate } of outcomes) {
    const { truth } = account
    const isWithheld = fate === 'withheld'
    if (truth.kind === 'honest') {
      add(people, isWithheld)
      if (truth.trap !== null) add(byTrap.get(truth.trap), isWithheld)
    } else if (fate === 'identity') fakesByIdentity++
    else {
      const ring = byRing.get(truth.ring) ?? { ...count(), family: truth.family }
      byRing.set(truth.ring, ring)
      for (const one of [fakes, byFamily.get(truth.family), ring]) add(one, isWithheld)
    }
  }
  const ringCount = count()
  for (const { family, withheld, all } of byRing.values()) {
    for (const one of [ringCount, byFamily.get(family)?.rings]) add(one, withheld >= all * foundShare)
  }
  const paid = outcomes.filter(({ fate }) => fate === 'paid')
  return {
    friends: outcomes.length,
    withheld: people.withheld + fakes.withheld,
    fakesWithheld: fakes.withheld,
    fakes,
    fakesByIdentity,
    rings: ringCount,
    paid: paid.length,
    paidToFakes: paid.filter(({ account }) => account.truth.kind === 'abuse').length,
    people,
    byTrap,
    byFamily,
    other: outcomes.filter(({ fate }) => fate === 'other').length,
  }
}

/** Several worlds as one. */
export function sumOf(scores: readonly Score[]): Score {
  const total = (read: (one: Score) => number) => scores.reduce((sum, one) => sum + read(one), 0)
  const counts = (read: (one: Score) => Count | undefined): Count => ({
    withheld: total((one) => read(one)?.withheld ?? 0),
    all: total((one) => read(one)?.all ?? 0),
  })
  return {
    friends: total((one) => one.friends),
    withheld: total((one) => one.withheld),
    fakesWithheld: total((one) => one.fakesWithheld),
    fakes: counts((one) => one.fakes),
    fakesByIdentity: total((one) => one.fakesByIdentity),
    rings: counts((one) => one.rings),
    paid: total((one) => one.paid),
    paidToFakes: total((one) => one.paidToFakes),
    people: counts((one) => one.people),
    byTrap: new Map(traps.map((trap) => [trap, counts((one) => one.byTrap.get(trap))])),
    byFamily: new Map(
      rings.map((family) => [
        family,
        { ...counts((one) => one.byFamily.get(family)), rings: counts((one) => one.byFamily.get(family)?.rings) },
      ]),
    ),
    other: total((one) => one.other),
  }
}

function count(): Count {
  return { withheld: 0, all: 0 }
}

function add(one: Count | undefined, isWithheld: boolean): void {
  if (one === undefined) return
  one.all++
  if (isWithheld) one.withheld++
}
