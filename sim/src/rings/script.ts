/** A program opens accounts: quickly, evenly, from servers or bought proxies, with mail addresses in a row. */
import { boss, sessionTimes, startOf, touches, truthOf, type MakeRing } from './ring.js'
import { minuteMs } from '../world/time.js'

const throwaway = ['mailinator.com', 'guerrillamail.com', 'yopmail.com', '10minutemail.com']

export const script: MakeRing = (kit, order) => {
  const { random } = kit
  const account = boss(kit, order)
  const count = Math.min(order.left, random.whole(15, 150))
  const agents = Array.from({ length: random.whole(1, 6) }, () => kit.phones.any())
  const servers = Array.from({ length: random.whole(1, 12) }, () => kit.networks.hosting())
  const proxied = random.oneOf([0, 0.3, 0.9])
  const name = kit.names.name()
  const host = random.chance(0.5) ? random.oneOf(throwaway) : 'gmail.com'
  const mails = random.real(0.3, 1)
  const quick = random.chance(0.7)
  const touching = { share: random.real(0, 0.2), daysMax: 1 }
  const gap = random.logNormal(4 * minuteMs, 0.8)
  const verdict = random.oneOf([null, 'emulator', 'failed'] as const)
  const times = sessionTimes(kit, startOf(kit, account), count, gap, random.real(0.01, 0.4), random.real(4, 20))
  let counter = random.whole(1, 5000)
  for (const at of times) {
    counter += random.whole(1, 3)
    const ip = random.chance(proxied) ? kit.networks.anywhere() : random.oneOf(servers)
    kit.open({
      advocate: account,
      by: random.chance(0.9) ? 'click' : 'code',
      at,
      clickMs: quick ? random.real(1200, 5000) : random.real(6000, 60_000),
      phone: kit.phones.reset(random.oneOf(agents)),
      number: kit.names.phone(kit.networks.carrier()),
      ...(random.chance(mails) && { mail: `${name}${counter}@${host}` }),
      ip,
      integrity: random.chance(0.6) ? verdict : null,
      activeAt: touches(kit, at, touching),
      truth: truthOf(order),
    })
  }
}
