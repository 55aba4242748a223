/**
 * Strangers are paid a few taka for typing a code: real people on their own phones, from everywhere, in waves after each
 * posting. Some do it several times. Hardly anybody comes back.
 */
import { boss, startOf, touches, truthOf, type MakeRing } from './ring.js'
import { dayMs, hourMs, minuteMs } from '../world/time.js'

export const soldCodes: MakeRing = (kit, order) => {
  const { random } = kit
  const account = boss(kit, order)
  const count = Math.min(order.left, random.whole(15, 110))
  const again = random.real(0, 0.4)
  const touching = { share: random.real(0.02, 0.15), daysMax: 1 }
  const waves = Array.from({ length: random.whole(1, 4) }, () => startOf(kit, account) + random.real(0, 4) * dayMs)
  const typed = random.real(0.85, 1)
  let worker = kit.people.stranger()
  for (let left = count; left > 0; left--) {
    const repeats = left < count && random.chance(again)
    if (!repeats) worker = kit.people.stranger()
    const at = random.oneOf(waves) + random.logNormal(2 * hourMs, 0.9)
    kit.open({
      advocate: account,
      by: random.chance(typed) ? 'code' : 'click',
      at,
      clickMs: random.logNormal(4 * minuteMs, 0.8),
      phone: repeats && random.chance(0.5) ? kit.phones.reset(worker.phone) : worker.phone,
      number: repeats ? kit.names.phone(worker.carrier) : worker.number,
      ip: kit.people.addressOf(worker),
      birthYear: worker.birthYear,
      activeAt: touches(kit, at, touching),
      truth: truthOf(order),
    })
  }
}
