/** Honest trade: a phone shop that sets up what it sells, an influencer, a phone that was somebody else's. */
import type { Truth } from '../world/account.js'
import type { Kit } from '../world/kit.js'
import { dayMs, hourMs, minuteMs, momentOf, secondMs } from '../world/time.js'

const shopTruth: Truth = { kind: 'honest', trap: 'phone-shop' }
const influencerTruth: Truth = { kind: 'honest', trap: 'influencer' }
const secondHandTruth: Truth = { kind: 'honest', trap: 'second-hand-phone' }
const familyTruth: Truth = { kind: 'honest', trap: 'one-phone-family' }

/**
 * The shop sells a phone and a SIM card, opens the account at the counter with its own code, and the customer goes home
 * with it. A customer with an old phone is shown the app on the phone of the counter.
 */
export function phoneShop(kit: Kit): void {
  const { random } = kit
  const line = kit.networks.wire(0.005)
  const carrier = kit.networks.carrier()
  const opens = random.below(Math.max(1, kit.days - 25))
  const advocate = kit.member(kit.people.stranger(line), opens * dayMs + 9 * hourMs, shopTruth)
  const counter = kit.phones.any()
  const stock = Array.from({ length: random.whole(1, 3) }, () => kit.phones.model())
  const sims = kit.names.block(carrier, 60, random.whole(1, 30))
  const perDay = random.real(0.6, 2.5)
  for (let day = opens; day < Math.min(kit.days, opens + 25); day++) {
    for (let left = random.poisson(perDay); left > 0; left--) {
      const customer = kit.people.stranger()
      const at = day * dayMs + random.whole(10, 20) * hourMs + random.below(hourMs)
      const isNew = random.chance(0.75)
      const sim = random.chance(0.5) ? sims.pop() : undefined
      kit.openAs(customer, advocate, at, {
        at,
        by: random.chance(0.8) ? 'code' : 'click',
        clickMs: random.real(60 * secondMs, 10 * minuteMs),
        phone: isNew ? kit.phones.android(random.oneOf(stock)) : random.chance(0.5) ? counter : customer.phone,
        number: sim ?? customer.number,
        ip: line.address(),
        clickIp: line.address(),
        activeAt: kit.life(at),
        truth: shopTruth,
      })
    }
  }
}

/** A video names the link: hundreds come within hours from everywhere, and most only look. */
export function influencer(kit: Kit, friends: number): void {
  const { random } = kit
  const posted = random.whole(1, kit.days - 10) * dayMs + random.whole(12, 20) * hourMs
  const advocate = kit.member(kit.people.stranger(), posted - random.whole(12, 90) * hourMs, influencerTruth)
  const typed = random.real(0.05, 0.5)
  const curious = random.real(0.4, 0.75)
  for (let left = friends; left > 0; left--) {
    const friend = kit.people.stranger()
    const at = posted + random.logNormal(2.5 * hourMs, 1.1)
    kit.openAs(friend, advocate, at, {
      at,
      by: random.chance(typed) ? 'code' : 'click',
      clickMs: Math.min(at - posted + minuteMs, kit.clickMs()),
      activeAt: kit.life(at, random.chance(curious) ? 'once' : kit.draw()),
      truth: influencerTruth,
    })
  }
}

/** The account of the earlier owner was opened on the same phone, weeks or days before. */
export function secondHandPhone(kit: Kit): void {
  const { random } = kit
  const seller = kit.people.stranger()
  const buyer = kit.people.stranger()
  const soldOn = random.whole(5, kit.days - 1)
  const earlier = kit.member(kit.people.stranger(), momentOf(random, random.below(3)), secondHandTruth)
  const other = random.chance(0.3)
    ? earlier
    : kit.member(kit.people.stranger(), momentOf(random, random.below(4)), secondHandTruth)
  kit.openAs(seller, earlier, momentOf(random, random.whole(0, soldOn - 1)), { truth: secondHandTruth })
  kit.openAs(buyer, other, momentOf(random, soldOn), { phone: seller.phone, truth: secondHandTruth })
}

/** A family with one phone: a neighbour shows the app, and each of them opens an account in the next days. */
export function onePhoneFamily(kit: Kit): void {
  const { random } = kit
  const neighbour = kit.member(kit.people.stranger(), momentOf(random, random.below(kit.days - 12)), familyTruth)
  const first = kit.people.stranger()
  let day = Math.floor(neighbour.openedAt / dayMs) + random.poisson(2)
  const mother = kit.openAs(first, neighbour, momentOf(random, day), { truth: familyTruth })
  for (let left = random.whole(2, 4); left > 0; left--) {
    day += random.poisson(1.5)
    const child = kit.people.stranger()
    kit.openAs(child, random.chance(0.75) ? neighbour : mother, momentOf(random, day), {
      phone: first.phone,
      ip: kit.people.addressOf(first),
      clickIp: kit.people.addressOf(first),
      truth: familyTruth,
    })
  }
}
