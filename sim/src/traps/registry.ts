/** The honest traps of a world, by its size. */
import type { Kit } from '../world/kit.js'
import { classroom, cyberCafe, hostel } from './crowds.js'
import { influencer, onePhoneFamily, phoneShop, secondHandPhone } from './trade.js'

/** @param people of a world of 3,000 about a third are in a trap */
export function setTraps(kit: Kit, people: number): void {
  const size = people / 3000
  const times = (count: number, work: (one: Kit) => void, name: string) => {
    const random = kit.random.fork(name)
    for (let left = Math.max(1, Math.round(count * size)); left > 0; left--) work(kit.with(random))
  }
  times(3, hostel, 'hostel')
  times(6, classroom, 'class')
  times(4, cyberCafe, 'cafe')
  times(3, phoneShop, 'shop')
  times(1, (one) => influencer(one, one.random.whole(80, 260)), 'influencer')
  times(25, secondHandPhone, 'second-hand')
  times(14, onePhoneFamily, 'family')
}
