/** The terms as they are typed, and as they are sent. What cannot be read is sent as it was typed: the service says why. */
import { parseWhole } from '../lib/whole.js'
import { conventions, inEveryLanguage, languages, type Language } from '../../language.js'
import { typedMinor, typedText } from '../../currency.js'
import { instantOf, localOf } from '../../zone.js'
import { payoutsByDefault, type Requirable } from '../../offer-terms.js'
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
  shareText = $state(inEveryLanguage(() => ''))
  fundingByTwo = $state(false)
  closingByTwo = $state(false)
  autoApproveMax = $state('')
  approvals = $state('1')
  participantsPerWalletMax = $state('3')
  perDay = $state('')
  perMonth = $state('')
  /** One a line, as the next two. */
  origins = $state('')
  androidCertificates = $state('')
  appleAppIds = $state('')
  askConsent = $state(false)
  readonly currency: string
  readonly timeZone: string
  /** Of another page: a change of the payouts sends them along as they are. */
  private providers: Terms['payouts']['providers'] | undefined
  readonly endedCountries: Terms['endedCountries']
  /** What was asked for before is never taken back. */
  readonly byTwo: Terms['secondPerson']

  constructor(terms?: Terms) {
    this.currency = terms?.currency ?? 'BDT'
    this.timeZone = terms?.timeZone ?? 'Asia/Dhaka'
    this.providers = terms?.payouts.providers
    this.fillPayouts(terms?.payouts ?? { ...payoutsByDefault, approvals: 1 })
    this.endedCountries = terms?.endedCountries ?? []
    this.byTwo = terms?.secondPerson ?? { funding: false, closing: false }
    if (terms !== undefined) this.fill(terms)
  }

  /** For a new program: it has not asked for a second person or ended a country yet, and its providers are its own. */
  static copyOf(terms: Terms): TermsForm {
    const form = new TermsForm({ ...terms, secondPerson: { funding: false, closing: false }, endedCountries: [] })
    form.fundingByTwo = terms.secondPerson.funding
    form.closingByTwo = terms.secondPerson.closing
    form.providers = undefined
    return form
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
    this.shareText = inEveryLanguage((language) => terms.brand.shareText?.[language] ?? '')
    this.fundingByTwo = terms.secondPerson.funding
    this.closingByTwo = terms.secondPerson.closing
    this.origins = terms.portal.origins.join('\n')
    this.androidCertificates = terms.app.androidCertificates.join('\n')
    this.appleAppIds = terms.app.appleAppIds.join('\n')
    this.askConsent = terms.app.askConsent
  }

  private fillPayouts(payouts: Omit<Terms['payouts'], 'providers'>): void {
    this.autoApproveMax = typedText(payouts.autoApproveMaxMinor, this.currency)
    this.approvals = String(payouts.approvals)
    this.participantsPerWalletMax = String(payouts.participantsPerWalletMax)
    this.perDay = amountText(payouts.ceilings.perDayMinor, this.currency)
    this.perMonth = amountText(payouts.ceilings.perMonthMinor, this.currency)
  }

  private get payouts() {
    const ceiling = (typed: string) => (typed.trim() === '' ? null : (typedMinor(typed, this.currency) ?? typed))
    return {
      ...(this.providers !== undefined && { providers: this.providers }),
      autoApproveMaxMinor: typedMinor(this.autoApproveMax, this.currency) ?? this.autoApproveMax,
      approvals: parseWhole(this.approvals) ?? this.approvals,
      participantsPerWalletMax: parseWhole(this.participantsPerWalletMax) ?? this.participantsPerWalletMax,
      ceilings: { perDayMinor: ceiling(this.perDay), perMonthMinor: ceiling(this.perMonth) },
    }
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
      brand: {
        color: this.color,
        appName: typedOrNull(this.appName),
        benefit: typedOrNull(this.benefit),
        shareText: typedOrNull(this.shareText),
      },
      secondPerson: { funding: this.fundingByTwo, closing: this.closingByTwo },
      payouts: this.payouts,
      portal: { origins: linesOf(this.origins) },
      app: {
        androidCertificates: linesOf(this.androidCertificates),
        appleAppIds: linesOf(this.appleAppIds),
        askConsent: this.askConsent,
      },
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

function amountText(amountMinor: number | null, currency: string): string {
  return amountMinor === null ? '' : typedText(amountMinor, currency)
}

function linesOf(typed: string): string[] {
  return typed.split(/[\s,]+/).filter(Boolean)
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
