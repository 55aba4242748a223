/**
 * What every part of the portal shares: the words, how numbers are written, the service, and what was last known. What was
 * known stays on the screen when the service cannot be reached, and says of when it is.
 */
import { BondhuError, Portal, type Payout, type Standing } from '@bondhu/sdk/portal'
import { createContext } from 'svelte'
import { formatCount, formatDay, formatDigits, formatMoment, formatMoney, formatTime, unbroken } from '../format.js'
import { writtenIn, type Language } from '../language.js'
import type { Platform, PortalProps, ScreenTexts } from './rendered.js'

export const [getVisit, setVisit] = createContext<Visit>()

export type Trouble = 'offline' | 'unreachable' | 'over'

export class Visit {
  standing = $state.raw<Standing>() as Standing
  trouble = $state.raw<Trouble | undefined>(undefined)
  /** When the service was last heard of, by this phone's clock. */
  readAt = $state.raw(new Date())
  /** The screen before this one; undefined if the browser's own step back leads elsewhere. */
  before: string | undefined
  readonly say: PortalProps['say']
  /** Also what the screens behind the first say: there once one of them is shown. */
  allSay: PortalProps['say'] & ScreenTexts
  readonly language: Language
  readonly platform: Platform
  readonly path: string
  readonly portal: Portal

  constructor({ say, language, platform, path, standing }: PortalProps) {
    this.say = say
    this.allSay = say as PortalProps['say'] & ScreenTexts
    this.language = language
    this.platform = platform
    this.path = path
    this.portal = new Portal(path)
    this.standing = standing
  }

  learn(texts: ScreenTexts): void {
    this.allSay = { ...this.say, ...texts }
  }

  async refresh(): Promise<void> {
    try {
      this.take(await this.portal.standing())
    } catch (error) {
      this.note(error)
    }
  }

  take(standing: Standing): void {
    this.standing = standing
    this.readAt = new Date()
    this.trouble = undefined
  }

  /** Remembers why the service did not answer; a refusal of one call is the caller's matter. */
  note(error: unknown): void {
    if (!(error instanceof BondhuError)) throw error
    if (error.code === 'visit_over') this.trouble = 'over'
    else if (error.temporary) this.trouble = navigator.onLine ? 'unreachable' : 'offline'
  }

  /** For what is read or done on a screen. */
  explain = (error: unknown): BondhuError => {
    this.note(error)
    return error as BondhuError
  }

  money = (amountMinor: number): string => formatMoney(this.language, amountMinor, this.standing.balances.currency)
  count = (count: number): string => formatCount(this.language, count)
  digits = (text: string): string => formatDigits(this.language, text)
  day = (at: string): string => unbroken(formatDay(this.language, at, this.standing.offer.timeZone))
  moment = (at: string): string => unbroken(formatMoment(this.language, at, this.standing.offer.timeZone))
  time = (at: Date): string => unbroken(formatTime(this.language, at, this.standing.offer.timeZone))

  account = ({ kind, masked }: Payout['method']): string =>
    this.say.payout.account(this.say.payout.kinds[kind], this.digits(masked))

  /** The offer has ended, they have left it, or their link was stopped. */
  private get isOver(): boolean {
    return ['ended', 'left', 'stopped'].includes(this.standing.sharing.obstacle ?? '')
  }

  /** Another friend brings them no bonus any more. */
  get bringsNoMore(): boolean {
    return this.isOver || this.standing.sharing.obstacle === 'own_total'
  }

  /** The smallest cash-out. There is none once it is over. */
  get minimumMinor(): number {
    return this.isOver ? 0 : this.standing.offer.minimumPayoutMinor
  }

  /** What of the smallest cash-out is still missing: nothing once it can be cashed out. */
  get leftMinor(): number {
    return Math.max(0, this.minimumMinor - this.standing.balances.availableMinor)
  }

  /** What has been checked: below the smallest cash-out it is saved and not ready. */
  get availableText(): string {
    return this.leftMinor > 0 && this.standing.balances.availableMinor > 0 ? this.say.saved : this.say.available
  }

  /** When what is being checked can be cashed out; undefined while nothing is. */
  get releaseText(): string | undefined {
    const { release, balances } = this.standing
    if (release === null || balances.heldMinor === 0) return undefined
    const [first, last] = [this.day(release.firstAt), this.day(release.lastAt)]
    // Below the smallest cash-out the end of the check is not yet the day on which money can be taken out.
    const enough = this.leftMinor === 0
    return first === last ? this.say.heldOn(first, enough) : this.say.heldFrom(first, last, enough)
  }

  /** They have all bonuses that the offer allows one person, and nothing of them is open. */
  private get earnsNoMore(): boolean {
    const { sharing, friends } = this.standing
    return sharing.obstacle === 'own_total' && friends.pending + friends.review === 0
  }

  /**
   * How far it is to the smallest cash-out; undefined if it is reached, or if there is nothing and will be nothing. Money
   * that is being checked counts, with its date.
   */
  get progressText(): string | undefined {
    const { release, balances } = this.standing
    const minimum = this.money(this.minimumMinor)
    const missingMinor = this.leftMinor - balances.heldMinor
    const allMinor = balances.availableMinor + balances.heldMinor
    if (this.leftMinor === 0 || (allMinor === 0 && this.earnsNoMore)) return undefined
    if (missingMinor > 0 && this.earnsNoMore) return this.say.progressAtEnd
    if (missingMinor > 0) return this.say.progress(minimum, this.money(missingMinor))
    const all = this.money(allMinor)
    const [first, last] = release === null ? ['', ''] : [this.day(release.firstAt), this.day(release.lastAt)]
    return first === last ? this.say.progressOn(last, all) : this.say.progressBy(last, all)
  }

  /** Of the document. @param screen the name of a screen behind the first */
  titleOf(screen?: string): string {
    const offer = writtenIn(this.language, this.standing.offer.name)
    return screen === undefined ? this.say.title(offer) : `${screen} · ${offer}`
  }

  /** What a reward waits for, in the program's words. */
  get action(): string {
    const { qualifyingEvent } = this.standing.offer
    const { label, name = '' } = qualifyingEvent ?? {}
    return label ? writtenIn(this.language, label) : name
  }
}
