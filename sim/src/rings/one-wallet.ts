/** Several advocates with a handful of friends each, who all cash out to the same few wallets. */
import { boss, startOf, touches, truthOf, type MakeRing } from './ring.js'
import { dayMs, hourMs, minuteMs } from '../world/time.js'

export const oneWallet: MakeRing = (kit, order) => {
  const { random } = kit
  const carrier = kit.networks.carrier()
  const line = kit.networks.wire(0.02)
  const wallets = Array.from({ length: random.whole(1, 4) }, () => kit.names.phone(carrier))
  const touching = { share: random.real(0.1, 0.6), daysMax: 2 }
  const onLine = random.real(0.2, 0.9)
  const count = Math.min(order.left, random.whole(10, 60))
  const setsWallets = random.real(0.3, 0.9)
  let made = 0
  while (made < count) {
    const account = boss(kit, order)
    const wallet = random.oneOf(wallets)
    let at = startOf(kit, account)
    for (let left = Math.min(count - made, random.whole(3, 8)); left > 0; left--, made++) {
      at += random.logNormal(5 * hourMs, 1)
      kit.open({
        advocate: account,
        by: random.chance(0.5) ? 'click' : 'code',
        at,
        clickMs: random.logNormal(4 * minuteMs, 0.8),
        phone: kit.phones.any(),
        number: kit.names.phone(random.chance(0.5) ? carrier : kit.networks.carrier()),
        ip: random.chance(onLine) ? line.address() : kit.networks.mobile(carrier),
        activeAt: touches(kit, at, touching),
        // Each fake account is to earn too, so it has a wallet on file before it has anything.
        ...(random.chance(setsWallets) && { wallet: kit.wallet(wallet, at + random.real(0.05, 2) * dayMs) }),
        truth: truthOf(order),
      })
    }
  }
}
