/** A household opens accounts with the SIM cards and the old phones of relatives: few phones, one line, a few days. */
import { boss, startOf, touches, truthOf, type MakeRing } from './ring.js'
import { hourMs, minuteMs } from '../world/time.js'

export const familyRing: MakeRing = (kit, order) => {
  const { random } = kit
  const line = kit.networks.wire(0.01)
  const carrier = kit.networks.carrier()
  const phones = Array.from({ length: random.whole(2, 4) }, () => kit.phones.any())
  const account = boss(kit, order)
  const count = Math.min(order.left, random.whole(4, 14))
  const onLine = random.real(0.6, 1)
  const gap = random.logNormal(4 * hourMs, 1)
  const touching = { share: random.real(0, 0.35), daysMax: 2 }
  let at = startOf(kit, account)
  for (let left = count; left > 0; left--) {
    at += random.logNormal(gap, 0.8)
    const ip = random.chance(onLine) ? line.address() : kit.networks.mobile(carrier)
    const phone = random.oneOf(phones)
    kit.open({
      advocate: account,
      by: random.chance(0.5) ? 'click' : 'code',
      at,
      clickMs: random.logNormal(3 * minuteMs, 0.7),
      phone: random.chance(0.4) ? kit.phones.reset(phone) : phone,
      number: kit.names.phone(random.chance(0.7) ? carrier : kit.networks.carrier()),
      ip,
      activeAt: touches(kit, at, touching),
      truth: truthOf(order),
    })
  }
}
