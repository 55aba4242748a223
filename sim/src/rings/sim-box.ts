/** A box of SIM cards behind rented household addresses: every phone and address differs, the numbers and the work do not. */
import { boss, sessionTimes, startOf, touches, truthOf, type MakeRing } from './ring.js'
import { minuteMs, secondMs } from '../world/time.js'

export const simBox: MakeRing = (kit, order) => {
  const { random } = kit
  const carrier = kit.networks.carrier()
  const bosses = Array.from({ length: random.whole(1, 6) }, () => boss(kit, order))
  const count = Math.min(order.left, random.whole(20, 160))
  const boxes = random.whole(1, 4)
  const gapMax = random.whole(1, 40)
  const numbers = random.shuffled(
    Array.from({ length: boxes }, () => kit.names.block(carrier, Math.ceil(count / boxes), gapMax)).flat(),
  )
  const touching = { share: random.real(0, 0.3), daysMax: random.whole(1, 2) }
  const gap = random.logNormal(8 * minuteMs, 0.7)
  const begin = Math.max(...bosses.map((one) => startOf(kit, one)))
  const times = sessionTimes(kit, begin, count, gap, random.real(0.05, 0.6), random.real(3, 14))
  for (const [index, at] of times.entries()) {
    kit.open({
      advocate: random.oneOf(bosses),
      by: random.chance(0.6) ? 'click' : 'code',
      at,
      clickMs: random.logNormal(60 * secondMs, 0.6),
      phone: kit.phones.any(),
      number: numbers[index] ?? kit.names.phone(carrier),
      ip: kit.networks.anywhere(),
      activeAt: touches(kit, at, touching),
      truth: truthOf(order),
    })
  }
}
