/**
 * Addresses as a friend has them in Bangladesh: a carrier translates thousands of phones to a few addresses, an internet
 * provider of a quarter does the same with its households, and some households have an address of their own.
 */
import type { Random } from '../random.js'

interface CarrierFacts {
  readonly name: string
  readonly share: number
  readonly numbers: readonly string[]
  /** Networks of 256 addresses. */
  readonly v4: readonly string[]
  readonly v6: string
}

const carrierFacts: readonly CarrierFacts[] = [
  {
    name: 'Grameenphone',
    share: 45,
    numbers: ['017', '013'],
    v4: ['37.111.196', '37.111.200', '37.111.207', '119.30.38', '119.30.41', '119.30.45'],
    v6: '2407:5000',
  },
  {
    name: 'Robi',
    share: 30,
    numbers: ['018', '016'],
    v4: ['116.58.201', '116.58.205', '202.134.10', '202.134.14'],
    v6: '2404:1c40',
  },
  {
    name: 'Banglalink',
    share: 20,
    numbers: ['019', '014'],
    v4: ['103.112.150', '43.245.120', '43.245.123'],
    v6: '2400:c600',
  },
  { name: 'Teletalk', share: 5, numbers: ['015'], v4: ['103.230.104', '103.230.107'], v6: '2401:1900' },
]

/** Networks of internet providers, in which quarters and households get addresses. */
const providerNetworks = [
  '103.4.145',
  '103.7.250',
  '103.12.174',
  '103.15.140',
  '103.48.16',
  '103.60.175',
  '103.67.156',
  '103.92.84',
  '103.95.97',
  '103.106.236',
  '103.109.56',
  '103.118.84',
  '103.145.74',
  '110.76.128',
  '113.11.34',
  '114.130.80',
  '114.130.156',
  '115.127.20',
  '115.127.82',
  '118.179.104',
  '123.49.1',
  '180.211.137',
  '182.160.106',
  '203.76.120',
  '203.112.78',
  '27.147.176',
  '27.147.204',
  '45.248.150',
  '58.145.186',
  '61.247.182',
] as const

const hostingNetworks = [
  '104.248.144',
  '139.59.30',
  '159.89.170',
  '165.22.210',
  '51.79.140',
  '95.217.40',
  '135.181.90',
] as const

export class Carrier {
  readonly name: string
  readonly share: number
  readonly numbers: readonly string[]
  private readonly addresses: readonly string[]
  private readonly v6: string

  constructor({ name, share, numbers, v4, v6 }: CarrierFacts, perNetwork: number, random: Random) {
    this.name = name
    this.share = share
    this.numbers = numbers
    this.addresses = v4.flatMap((network) => hostsOf(random, network, perNetwork))
    this.v6 = v6
  }

  /** The translated address that a phone has at this moment. */
  address(random: Random): string {
    return random.skewed(this.addresses, 1.3)
  }

  /** Each phone has a network of its own, in one of a few larger ones. */
  address6(random: Random): string {
    return `${this.v6}:${random.whole(0x10, 0x1f).toString(16)}:${random.hex(4)}::${random.hex(4)}:${random.hex(4)}`
  }
}

/** Where a household, a shop or a school is online. */
export interface Wire {
  address(): string
}

export class Networks {
  readonly carriers: readonly Carrier[]
  /** The share of phones on mobile data that use IPv6. */
  private readonly v6Share: number
  private readonly random: Random

  constructor(random: Random) {
    this.random = random
    this.v6Share = random.real(0.05, 0.4)
    const perNetwork = random.whole(6, 14)
    this.carriers = carrierFacts.map((facts) => new Carrier(facts, perNetwork, random))
  }

  carrier(): Carrier {
    return this.random.weighted(this.carriers.map((one) => [one, one.share] as const))
  }

  mobile(carrier: Carrier): string {
    return this.random.chance(this.v6Share) ? carrier.address6(this.random) : carrier.address(this.random)
  }

  /** The provider of a quarter: a few addresses, which its households share. */
  quarter(): readonly string[] {
    return hostsOf(this.random, this.random.oneOf(providerNetworks), this.random.whole(1, 5))
  }

  /** A line whose address changes now and then. */
  wire(changes: number): Wire {
    const network = this.random.oneOf(providerNetworks)
    let host = this.random.whole(2, 250)
    return {
      address: () => {
        if (this.random.chance(changes)) host = this.random.whole(2, 250)
        return `${network}.${host}`
      },
    }
  }

  /** A household somewhere, as a seller of residential proxies has thousands of them. */
  anywhere(): string {
    return `${this.random.oneOf(providerNetworks)}.${this.random.whole(2, 250)}`
  }

  hosting(): string {
    return `${this.random.oneOf(hostingNetworks)}.${this.random.whole(2, 250)}`
  }
}

function hostsOf(random: Random, network: string, count: number): string[] {
  return Array.from({ length: count }, () => `${network}.${random.whole(2, 250)}`)
}
