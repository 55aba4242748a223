/** A room of phones that are reset after each account: a model or two, a line or a few SIM routers, days of work. */
import { boss, sessionTimes, startOf, touches, truthOf, type MakeRing } from './ring.js'
import { minuteMs, secondMs } from '../world/time.js'

export const deviceFarm: MakeRing = (kit, order) => {
  const { random } = kit
  const line = kit.networks.wire(random.real(0, 0.05))
  const carrier = kit.networks.carrier()
  const models = Array.from({ length: random.whole(1, 3) }, () => kit.phones.model())
  const room = Array.from({ length: random.whole(3, 15) }, () => kit.phones.android(random.oneOf(models)))
  const bosses = Array.from({ length: random.whole(1, 4) }, () => boss(kit, order))
  const count = Math.min(order.left, random.whole(15, 120))
  const onLine = random.real(0.3, 1)
  const failing = random.real(0, 0.5)
  const touching = { share: random.real(0, 0.4), daysMax: random.whole(1, 3) }
  const numbers = random.chance(0.5) ? kit.names.block(carrier, count, random.whole(2, 60)) : []
  const begin = Math.max(...bosses.map((one) => startOf(kit, one)))
  const gap = random.logNormal(9 * minuteMs, 0.6)
  for (const at of sessionTimes(kit, begin, count, gap, random.real(0.1, 0.9), random.real(3, 9))) {
    kit.open({
      advocate: random.oneOf(bosses),
      by: random.chance(0.6) ? 'click' : 'code',
      at,
      clickMs: random.logNormal(70 * secondMs, 0.6),
      phone: kit.phones.reset(random.oneOf(room)),
      number: numbers.pop() ?? kit.names.phone(random.chance(0.6) ? carrier : kit.networks.carrier()),
      ip: random.chance(onLine) ? line.address() : kit.networks.mobile(carrier),
      integrity: random.chance(failing) ? random.oneOf(['failed', 'emulator'] as const) : kit.integrity(),
      activeAt: touches(kit, at, touching),
      truth: truthOf(order),
    })
  }
}
