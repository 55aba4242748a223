/** Phone numbers, mail addresses and wallets. No number is given out twice. */
import type { Random } from '../random.js'
import type { Carrier } from './networks.js'

const given = [
  'rahim',
  'karim',
  'rina',
  'nasrin',
  'sadia',
  'tania',
  'shakil',
  'rakib',
  'sumon',
  'jannat',
  'farhana',
  'mehedi',
  'hasan',
  'imran',
  'nusrat',
  'sabbir',
  'arif',
  'mim',
  'tanvir',
  'lamia',
  'rubel',
  'shanta',
  'ovi',
  'priya',
  'anik',
  'bithi',
  'sohel',
  'mitu',
  'jahid',
  'keya',
  'polash',
  'ritu',
  'masud',
  'asha',
  'nayeem',
  'tisha',
  'habib',
  'eti',
  'fahim',
  'shimu',
]
const family = [
  'hossain',
  'islam',
  'ahmed',
  'akter',
  'khatun',
  'rahman',
  'khan',
  'sarkar',
  'das',
  'roy',
  'miah',
  'begum',
  'chowdhury',
  'uddin',
  'alam',
  'sultana',
  'biswas',
  'mondal',
  'haque',
  'kabir',
]
const mailHosts: readonly (readonly [host: string, weight: number])[] = [
  ['gmail.com', 90],
  ['yahoo.com', 5],
  ['outlook.com', 3],
  ['hotmail.com', 2],
]

export class Names {
  private readonly random: Random
  private readonly numbers = new Set<string>()

  constructor(random: Random) {
    this.random = random
  }

  phone(carrier: Carrier): string {
    for (;;) {
      const number = this.random.oneOf(carrier.numbers) + this.digits(8)
      if (this.take(number)) return number
    }
  }

  /** Numbers from one box of SIM cards, in runs with gaps. */
  block(carrier: Carrier, count: number, gapMax: number): string[] {
    const numbers: string[] = []
    for (let next = Number(this.digits(8)); numbers.length < count; next += this.random.whole(1, gapMax)) {
      const number = this.random.oneOf(carrier.numbers.slice(0, 1)) + String(next % 1e8).padStart(8, '0')
      if (this.take(number)) numbers.push(number)
    }
    return numbers
  }

  mail(): string {
    const name = this.random.oneOf(given) + this.random.oneOf(['', '.', '_']) + this.random.oneOf(family)
    return `${name}${this.digits(this.random.whole(0, 4))}@${this.random.weighted(mailHosts)}`
  }

  name(): string {
    return this.random.oneOf(given)
  }

  digits(count: number): string {
    return Array.from({ length: count }, () => this.random.below(10)).join('')
  }

  private take(number: string): boolean {
    if (this.numbers.has(number)) return false
    this.numbers.add(number)
    return true
  }
}
