/** Which account has which identity, and who was heard of first. */
import type { Clash } from './records.js'
import type { Identities } from './terms.js'

export class Owners {
  /** The first owner of an exclusive identity, for ever. */
  private readonly owners = new Map<string, string>()
  /** Who used which identities at all. */
  private readonly uses = new Map<string, Set<string>>()
  /** Accounts in the order in which they were first heard of. */
  private readonly heard = new Map<string, number>()
  private strangers = 0
  private readonly areDevicesExclusive: () => boolean

  /** @param areDevicesExclusive whether a device is one person's, by the terms of the moment */
  constructor(areDevicesExclusive: () => boolean) {
    this.areDevicesExclusive = areDevicesExclusive
  }

  hear(userId: string, order = this.heard.size): void {
    this.owners.set(`user:${userId}`, userId)
    if (!this.heard.has(userId)) this.heard.set(userId, order)
  }

  isMember(userId: string): boolean {
    return this.owners.has(`user:${userId}`)
  }

  /** Accounts that came here after this one and own its phone or mail. Who was only imported is older than any friend. */
  younger(
    userId: string,
    advocate: string | undefined,
    identities: Identities,
    isHere: (userId: string) => boolean,
  ): [string, string][] {
    return personal(identities).flatMap((identity): [string, string][] => {
      const owner = this.owners.get(identity)
      if (!owner || owner === userId || owner === advocate || !isHere(owner)) return []
      return (this.heard.get(owner) ?? 0) > (this.heard.get(userId) ?? 0) ? [[owner, identity]] : []
    })
  }

  /** What these identities say against this account, the gravest first. The advocate's own is what the advocate used. */
  clashes(userId: string, advocate: string, identities: Identities, spared: string[] = []): Clash[] {
    const found = Object.entries(identities).flatMap(([kind, value]): Clash[] => {
      const identity = `${kind}:${value}`
      if (userId !== advocate && this.hasUsed(advocate, identity)) return ['self_referral']
      const owner = this.owners.get(identity) ?? userId
      if (owner === userId || spared.includes(owner)) return []
      return [kind === 'phone' || kind === 'email' ? 'already_member' : 'same_device']
    })
    return (['already_member', 'self_referral', 'same_device'] as const).filter((clash) => found.includes(clash))
  }

  claim(owner: string, identities: Identities): void {
    const used = this.uses.get(owner) ?? new Set()
    this.uses.set(owner, used)
    for (const [kind, value] of Object.entries(identities)) {
      const identity = `${kind}:${value}`
      used.add(identity)
      const exclusive = kind === 'phone' || kind === 'email' || this.areDevicesExclusive()
      if (exclusive && !this.owners.has(identity)) this.owners.set(identity, owner)
    }
  }

  ownerOf(identity: string): string | undefined {
    return this.owners.get(identity)
  }

  hasUsed(userId: string, identity: string): boolean {
    return this.uses.get(userId)?.has(identity) === true
  }

  /** A name for somebody of whom no account is known. */
  stranger(): string {
    return `stranger ${++this.strangers}`
  }
}

/** A phone number or an email belongs to one person. Several people may use one device. */
export function personal({ phone, email }: Identities): string[] {
  return [...(phone ? [`phone:${phone}`] : []), ...(email ? [`email:${email}`] : [])]
}
