/** One person opens a few more accounts on the own phone or an old one: the same line and browser, another SIM card. */
import { boss, startOf, touches, truthOf, type MakeRing } from './ring.js'
import { dayMs, minuteMs } from '../world/time.js'

export const selfReferral: MakeRing = (kit, order) => {
  const { random } = kit
  const phone = kit.phones.any()
  const account = boss(kit, order, phone)
  const old = kit.phones.any()
  const home = random.chance(0.7) ? kit.networks.wire(0.02) : null
  const carrier = kit.networks.carrier()
  const ownPhone = random.real(0.3, 1)
  const touching = { share: random.real(0, 0.5), daysMax: 2 }
  let at = startOf(kit, account)
  for (
    let left = Math.min(
      order.left,
      random.weighted([
        [1, 3],
        [2, 3],
        [3, 2],
        [5, 1],
        [8, 0.5],
      ] as const),
    );
    left > 0;
    left--
  ) {
    at += random.logNormal(0.6 * dayMs, 1.2)
    const used = random.chance(ownPhone) ? phone : old
    const ip = home !== null && random.chance(0.8) ? home.address() : kit.networks.mobile(carrier)
    kit.open({
      advocate: account,
      by: random.chance(0.6) ? 'click' : 'code',
      at,
      clickMs: random.logNormal(3 * minuteMs, 0.8),
      // Unless the identifiers are reset, the service knows the phone: such an account is refused without any rule of abuse.
      phone: random.chance(0.85) ? kit.phones.reset(used) : used,
      number: kit.names.phone(carrier),
      ip,
      activeAt: touches(kit, at, touching),
      truth: truthOf(order),
    })
  }
}
