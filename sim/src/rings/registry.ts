/**
 * The families of abusers, and which of them may be looked at when a number of the detector is chosen. The others are
 * held out: docs/abuse.md says how.
 */
import { rings, type RingFamily } from '../world/account.js'
import type { Kit } from '../world/kit.js'
import { deviceFarm } from './device-farm.js'
import { familyRing } from './family-ring.js'
import { oneWallet } from './one-wallet.js'
import type { MakeRing } from './ring.js'
import { script } from './script.js'
import { selfReferral } from './self-referral.js'
import { simBox } from './sim-box.js'
import { slowRing } from './slow-ring.js'
import { soldCodes } from './sold-codes.js'

const makers: Readonly<Record<RingFamily, MakeRing>> = {
  'family-ring': familyRing,
  'device-farm': deviceFarm,
  'one-wallet': oneWallet,
  script,
  'sold-codes': soldCodes,
  'self-referral': selfReferral,
  'sim-box': simBox,
  'slow-ring': slowRing,
}

export const heldOut: readonly RingFamily[] = ['self-referral', 'sim-box', 'slow-ring']
export const tuned: readonly RingFamily[] = rings.filter((family) => !heldOut.includes(family))
/** From this seed on, worlds are held out. */
export const heldOutFrom = 100

/** Rings of these families in turn, until there are so many fake friends. */
export function formRings(kit: Kit, fakes: number, families: readonly RingFamily[]): void {
  const turns = kit.random.fork('rings')
  let left = fakes
  for (let number = 1; left > 0 && families.length > 0; number++) {
    const order = turns.shuffled(families)
    for (const family of order) {
      if (left <= 0) return
      // Small rings are many in life: a large one may not take a whole small world.
      const most = Math.max(Math.min(left, 8), Math.ceil(fakes / 3))
      const before = kit.accounts.length
      makers[family](kit.with(kit.random.fork(`${family}/${number}`)), {
        family,
        ring: `${family}/${number}`,
        left: Math.min(left, most),
      })
      left -= kit.accounts.slice(before).filter(({ via, truth }) => via !== null && truth.kind === 'abuse').length
    }
  }
}
