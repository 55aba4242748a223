/** The terms as they are typed, and as they are sent. What cannot be read is sent as it was typed: the service says why. */
import { parseWhole } from '../lib/whole.js'
import { conventions, inEveryLanguage, languages, type Language } from '../../language.js'
import { typedMinor, typedText } from '../../currency.js'
import { instantOf, localOf } from '../../zone.js'
import { payoutsByDefault, type Offer, type Requirable } from '../../offer.js'
import type { BodyOf } from '../lib/api.js'
import type { Terms } from './program.js'

export const requirables: readonly Requirable[] = ['phone', 'email', 'device', 'install']

export class TermsForm {
  name = $state(inEveryLanguage(() => ''))
  reward = $state('20')
  friendReward = $state('0')
  holdDays = $state('7')
  minimumPayout = $state('100')
  attributionWindowDays = $state('30')
  lateCodeHours = $state('72')
  web = $state('')
  playStore = $state('')
  appStore = $state('')
  deepLink = $state('')
  countries = $state('BD')
  minimumAge = $state('')
  requires = $state<Requirable[]>([])
  oneRewardPerDevice = $state(true)
  perAdvocatePerDay = $state('100')
  perAdvocateTotal = $state('')
  awaitsAction = $state(false)
  actionName = $state('')
  actionDays = $state('15')
  actionLabel = $state(inEveryLanguage(() => ''))
  startsAt = $state('')
  endsAt = $state('')
  organization = $state('')
  contact = $state('')
  termsUrl = $state('')
  privacyUrl = $state('')
  color = $state('#0b6b4f')
  appName = $state(inEveryLanguage(() => ''))
  benefit = $state(inEveryLanguage(() => ''))
  fundingByTwo = $state(false)
  closingByTwo = $state(false)
  readonly currency: string
  readonly timeZone: string
  /** Not of this form, but of the rules that people read. */
  readonly payouts: Offer['payouts']
  readonly endedCountries: Terms['endedCountries']
  /** What was asked for before is never taken back. */
  readonly byTwo: Terms['secondPerson']

  constructor(terms?: Terms) {
    this.currency = terms?.currency ?? 'BDT'
    this.timeZone = terms?.timeZone ?? 'Asia/Dhaka'
    this.payouts = terms?.payouts ?? payoutsByDefault
    this.endedCountries = terms?.endedCountries ?? []
    this.byTwo = terms?.secondPerson ?? { funding: false, closing: false }
    if (terms !== undefined) this.fill(terms)
  }

  private fill(terms: Terms): void {
    this.name = inEveryLanguage((language) => terms.name[language] ?? '')
    this.reward = typedText(terms.rewardMinor, this.currency)
    this.friendReward = typedText(terms.friendRewardMinor, this.currency)
    this.holdDays = String(terms.holdDays)
    this.minimumPayout = typedText(terms.minimumPayoutMinor, this.currency)
    this.attributionWindowDays = String(terms.attributionWindowDays)
    this.lateCodeHours = String(terms.lateCodeHours)
    this.web = terms.destinations.web
    this.playStore = terms.destinations.playStore ?? ''
    this.appStore = terms.destinations.appStore ?? ''
    this.deepLink = terms.destinations.deepLink ?? ''
    this.countries = (terms.countries ?? []).join(', ')
    this.minimumAge = terms.minimumAge === null ? '' : String(terms.minimumAge)
    this.requires = [...terms.requires]
    this.oneRewardPerDevice = terms.oneRewardPerDevice
    this.perAdvocatePerDay = textOf(terms.caps.perAdvocatePerDay)
    this.perAdvocateTotal = textOf(terms.caps.perAdvocateTotal)
    this.awaitsAction = terms.qualifyingEvent !== null
    this.actionName = terms.qualifyingEvent?.name ?? ''
    this.actionDays = String(terms.qualifyingEvent?.withinDays ?? 15)
    this.actionLabel = inEveryLanguage((language) => terms.qualifyingEvent?.label?.[language] ?? '')
    this.startsAt = localOf(terms.startsAt, this.timeZone)
    this.endsAt = localOf(terms.endsAt, this.timeZone)
    this.organization = terms.organization.name
    this.contact = terms.organization.contact
    this.termsUrl = terms.organization.termsUrl ?? ''
    this.privacyUrl = terms.organization.privacyUrl ?? ''
    this.color = terms.brand.color ?? '#0b6b4f'
    this.appName = inEveryLanguage((language) => terms.brand.appName?.[language] ?? '')
    this.benefit = inEveryLanguage((language) => terms.brand.benefit?.[language] ?? '')
    this.fundingByTwo = terms.secondPerson.funding
    this.closingByTwo = terms.secondPerson.closing
  }

  /** The body of a call: every term that this form knows. */
  get wire() {
    const label = typedOrNull(this.actionLabel)
    return {
      name: typedIn(this.name),
      rewardMinor: typedMinor(this.reward, this.currency) ?? this.reward,
      friendRewardMinor: typedMinor(this.friendReward, this.currency) ?? this.friendReward,
      holdDays: parseWhole(this.holdDays) ?? this.holdDays,
      minimumPayoutMinor: typedMinor(this.minimumPayout, this.currency) ?? this.minimumPayout,
      attributionWindowDays: parseWhole(this.attributionWindowDays) ?? this.attributionWindowDays,
      lateCodeHours: parseWhole(this.lateCodeHours) ?? this.lateCodeHours,
      destinations: {
        web: this.web,
        playStore: this.playStore || null,
        appStore: this.appStore || null,
        deepLink: this.deepLink || null,
      },
      countries: this.countries.trim() === '' ? null : this.countries.split(/[\s,]+/).filter(Boolean),
      minimumAge: wholeOrNull(this.minimumAge),
      requires: this.requires,
      oneRewardPerDevice: this.oneRewardPerDevice,
      caps: {
        perAdvocatePerDay: wholeOrNull(this.perAdvocatePerDay),
        perAdvocateTotal: wholeOrNull(this.perAdvocateTotal),
      },
      qualifyingEvent: this.awaitsAction
        ? { name: this.actionName, withinDays: parseWhole(this.actionDays) ?? this.actionDays, label }
        : null,
      startsAt: instantOf(this.startsAt, this.timeZone) ?? this.startsAt,
      endsAt: instantOf(this.endsAt, this.timeZone) ?? this.endsAt,
      organization: {
        name: this.organization,
        contact: this.contact,
        termsUrl: this.termsUrl || null,
        privacyUrl: this.privacyUrl || null,
      },
      brand: { color: this.color, appName: typedOrNull(this.appName), benefit: typedOrNull(this.benefit) },
      secondPerson: { funding: this.fundingByTwo, closing: this.closingByTwo },
    }
  }

  /** What was changed of these terms, term by term; the others are left alone. */
  changesOf(terms: Terms): BodyOf<'PATCH /v1/programs/{program}'> {
    const before: Readonly<Record<string, unknown>> = new TermsForm(terms).wire
    return Object.fromEntries(
      Object.entries(this.wire).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])),
    )
  }
}

function textOf(value: number | null): string {
  return value === null ? '' : String(value)
}

function wholeOrNull(typed: string): number | string | null {
  return typed.trim() === '' ? null : (parseWhole(typed) ?? typed)
}

/** A text that may be left out: nothing at all was typed, in any language. */
function typedOrNull(text: Record<Language, string>): Terms['name'] | null {
  return languages.every((language) => text[language] === '') ? null : typedIn(text)
}

/** What was left empty goes along where it must be written: the service says so. */
function typedIn(text: Record<Language, string>): Terms['name'] {
  return Object.fromEntries(
    languages
      .filter((language) => text[language] !== '' || conventions[language].required)
      .map((language) => [language, text[language]]),
  ) as Terms['name']
}
