/** Phones and what they call themselves, with the frequencies of a market of cheap phones. */
import type { Random } from '../random.js'

/** Model, share, versions of Android. */
const models: readonly (readonly [model: string, share: number, versions: readonly number[]])[] = [
  ['SM-A045F', 7, [12, 13, 14]],
  ['SM-A057F', 5, [13, 14, 15]],
  ['SM-A155F', 5, [14, 15]],
  ['SM-M145F', 3, [13, 14]],
  ['SM-A127F', 3, [11, 12, 13]],
  ['SM-A260G', 1, [8, 10]],
  ['SM-J701F', 1, [8, 9]],
  ['220333QAG', 6, [11, 12, 13]],
  ['23053RN02A', 6, [13, 14]],
  ['23100RN82L', 5, [13, 14]],
  ['M2006C3LG', 3, [10, 11]],
  ['24040RN64Y', 2, [14]],
  ['RMX3760', 5, [13, 14]],
  ['RMX3624', 4, [12, 13]],
  ['RMX3231', 4, [11]],
  ['RMX3939', 2, [14]],
  ['V2149', 4, [12, 13]],
  ['V2120', 4, [11, 12]],
  ['V2333', 2, [14]],
  ['CPH2325', 3, [11, 12]],
  ['CPH2471', 3, [12, 13]],
  ['CPH2579', 2, [13, 14]],
  ['Infinix X6525', 3, [13]],
  ['Infinix X6515', 3, [12]],
  ['Infinix X6731B', 2, [14]],
  ['TECNO BG6', 2, [13]],
  ['TECNO KI5q', 2, [12]],
  ['itel A665L', 2, [12, 13]],
  ['itel A571W', 2, [12]],
  ['Symphony Z60', 2, [12]],
  ['Symphony Helio 80', 1, [13]],
  ['Primo NH6', 1, [9, 10]],
  ['Nokia C21', 1, [11]],
]
const appVersions = ['5.2.0', '5.2.1', '5.3.0', '5.3.2', '5.4.0']
const iosVersions = ['16.7.10', '17.6.1', '18.1.1', '18.2']
const chromes = ['126.0.0.0', '129.0.0.0', '130.0.0.0', '131.0.0.0']

export interface Phone {
  readonly device: string
  /** As the app sends it. */
  readonly app: string
  /** As its browser sends it, for the click. */
  readonly browser: string
}

export class Phones {
  private readonly random: Random
  /** The share of phones with the newest version of the app, this season. */
  private readonly updated: number

  constructor(random: Random) {
    this.random = random
    this.updated = random.real(0.4, 0.85)
  }

  any(): Phone {
    return this.random.chance(0.05) ? this.iphone() : this.android(this.model())
  }

  model(): string {
    return this.random.weighted(models.map(([name, share]) => [name, share] as const))
  }

  android(model: string): Phone {
    const versions = models.find(([name]) => name === model)?.[2] ?? [12]
    const version = this.random.oneOf(versions)
    const chrome = this.random.oneOf(chromes)
    // Chrome on Android has hidden the model from sites for some years: every phone says the same.
    const shown = this.random.chance(0.7) ? 'Android 10; K' : `Android ${version}; ${model}`
    return {
      device: this.device(),
      app: `Golpo/${this.appVersion()} (Linux; Android ${version}; ${model}) okhttp/4.12.0`,
      browser: `Mozilla/5.0 (Linux; ${shown}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${chrome} Mobile Safari/537.36`,
    }
  }

  /** The same phone after a reset of its identifiers. */
  reset(phone: Phone): Phone {
    return { ...phone, device: this.device() }
  }

  /** A browser on a computer. */
  computer(): Phone {
    const browser = `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${this.random.oneOf(chromes)} Safari/537.36`
    return { device: this.device(), app: browser, browser }
  }

  private iphone(): Phone {
    const version = this.random.oneOf(iosVersions)
    return {
      device: this.device(),
      app: `Golpo/${this.appVersion()} (iPhone; iOS ${version}; Scale/3.00)`,
      browser: `Mozilla/5.0 (iPhone; CPU iPhone OS ${version.replaceAll('.', '_')} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1`,
    }
  }

  private appVersion(): string {
    return this.random.chance(this.updated) ? '5.4.1' : this.random.oneOf(appVersions)
  }

  private device(): string {
    return this.random.hex(16)
  }
}
