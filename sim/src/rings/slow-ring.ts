/** A patient ring: one or two accounts a day for weeks, and each is touched on a day or two so that it looks alive. */
import { boss, touches, truthOf, type MakeRing } from './ring.js'
import { dayMs, hourMs, minuteMs, momentOf } from '../world/time.js'

export const slowRing: MakeRing = (kit, order) => {
  const { random } = kit
  const account = boss(kit, order)
  const count = Math.min(order.left, random.whole(8, 35))
  const lines = Array.from({ length: random.whole(1, 4) }, () => kit.networks.wire(0.02))
  const carrier = kit.networks.carrier()
  const models = Array.from({ length: random.whole(2, 6) }, () => kit.phones.model())
  const onLine = random.real(0.3, 0.9)
  const touching = { share: random.real(0.6, 1), daysMax: random.whole(1, 3) }
  const perDay = random.real(0.8, 3)
  let day = Math.floor(account.openedAt / dayMs)
  let at = account.openedAt + random.real(4, 30) * hourMs
  for (let left = count; left > 0; left--) {
    const phone = kit.phones.android(random.oneOf(models))
    kit.open({
      advocate: account,
      by: random.chance(0.6) ? 'click' : 'code',
      at,
      clickMs: random.logNormal(4 * minuteMs, 0.8),
      phone,
      number: kit.names.phone(random.chance(0.6) ? carrier : kit.networks.carrier()),
      ip: random.chance(onLine) ? random.oneOf(lines).address() : kit.networks.mobile(carrier),
      activeAt: touches(kit, at, touching),
      truth: truthOf(order),
    })
    at += random.logNormal(dayMs / perDay, 0.5)
    // At an hour of the day at which people are awake.
    if (Math.floor(at / dayMs) > day) at = momentOf(random, (day = Math.floor(at / dayMs)))
  }
}
