/** Honest crowds behind one address: a hostel, a class, a cyber café. */
import type { Account, Truth } from '../world/account.js'
import { shareAfterMs, type Kit } from '../world/kit.js'
import { dayMs, dayOf, hourMs, minuteMs, momentOf } from '../world/time.js'

const hostelTruth: Truth = { kind: 'honest', trap: 'hostel' }
const classTruth: Truth = { kind: 'honest', trap: 'class' }
const cafeTruth: Truth = { kind: 'honest', trap: 'cyber-cafe' }

/** Many people with phones of their own behind one line. They know each other, and stay. */
export function hostel(kit: Kit): void {
  const { random } = kit
  const line = kit.networks.wire(0)
  const start = random.below(kit.days - 14)
  const advocates: Account[] = [kit.member(kit.people.stranger(line), momentOf(random, start), hostelTruth)]
  for (let left = random.whole(15, 45); left > 0; left--) {
    const friend = kit.people.stranger(line)
    const advocate = random.skewed(advocates, 1.6)
    const day = Math.max(dayOf(advocate.openedAt), start) + random.poisson(2.5)
    const at = Math.max(momentOf(random, day), advocate.openedAt + shareAfterMs)
    const opened = kit.openAs(friend, advocate, at, {
      ...(random.chance(0.75) && { ip: line.address(), clickIp: line.address() }),
      truth: hostelTruth,
    })
    if (random.chance(0.25)) advocates.push(opened)
  }
}

/** Somebody shows the app in a class, and most of it joins within an hour: on the line of the school, or on their own data. */
export function classroom(kit: Kit): void {
  const { random } = kit
  const line = kit.networks.wire(0)
  const shown = random.whole(1, kit.days - 10) * dayMs + random.whole(10, 15) * hourMs
  const advocate = kit.member(kit.people.stranger(line), shown - random.whole(6, 60) * hourMs, classTruth)
  const onLine = random.real(0.2, 1)
  const byCode = random.real(0.2, 1)
  for (let left = random.whole(12, 30); left > 0; left--) {
    const friend = kit.people.stranger()
    const at = shown + random.logNormal(14 * minuteMs, 0.7)
    const ip = random.chance(onLine) ? line.address() : kit.networks.mobile(friend.carrier)
    const isTyped = random.chance(byCode)
    kit.openAs(friend, advocate, at, {
      ip,
      clickIp: ip,
      by: isTyped ? 'code' : 'click',
      clickMs: Math.min(at - shown + minuteMs, random.logNormal(5 * minuteMs, 0.6)),
      truth: classTruth,
    })
  }
}

/** Customers of a few computers: one address, few browsers, and advocates who do not know each other. */
export function cyberCafe(kit: Kit): void {
  const { random } = kit
  const line = kit.networks.wire(0)
  const computers = Array.from({ length: random.whole(3, 8) }, () => kit.phones.computer())
  const advocates = Array.from({ length: random.whole(3, 7) }, () =>
    kit.member(kit.people.stranger(), momentOf(random, random.below(kit.days - 15)), cafeTruth),
  )
  for (let left = random.whole(12, 36); left > 0; left--) {
    const friend = kit.people.stranger()
    const advocate = random.oneOf(advocates)
    const day = Math.min(kit.days - 1, dayOf(advocate.openedAt) + 1 + random.below(20))
    const at = day * dayMs + random.whole(10, 21) * hourMs + random.below(hourMs)
    const ip = line.address()
    const phone = random.oneOf(computers)
    kit.open({
      advocate,
      by: random.chance(0.6) ? 'click' : 'code',
      at,
      phone,
      number: friend.number,
      mail: friend.mail,
      ip,
      integrity: null,
      activeAt: kit.life(at),
      truth: cafeTruth,
    })
  }
}
