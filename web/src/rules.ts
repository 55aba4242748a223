/**
 * The rules of an offer in plain words. They are made of the terms that decide, so that what is read cannot differ from
 * what is enforced: a term that changes changes its sentence. Pure.
 */
import { formatCount, formatCountry, formatList, formatMoment, formatMoney, unbroken } from './format.js'
import { writtenIn, type Language } from './language.js'
import type { Offer } from './offer-terms.js'
import type { Texts } from './texts.js'

/** The texts are handed in: the console has those of its reader, the service those of every language. */
type Say = Pick<Texts, 'rules' | 'friendRules'>

export interface Rule {
  /** What it is about: the same in every version of the terms. */
  readonly about: string
  readonly text: string
}

/** Everything that decides, said to the advocate: first what one gets, then who counts, then the money, then the end. */
export function rulesOf(language: Language, offer: Offer, { rules: say }: Say): Rule[] {
  return [
    ...earning(language, offer, say),
    ...whoCounts(language, offer, say),
    ...money(language, offer, say),
    ...time(language, offer, say),
  ]
}

function earning(language: Language, offer: Offer, say: Say['rules']): Rule[] {
  const { rewardMinor, friendRewardMinor, currency } = offer
  return [
    rule('reward', say.reward(formatMoney(language, rewardMinor, currency))),
    ...when(friendRewardMinor > 0, 'friendReward', () =>
      say.friendReward(formatMoney(language, friendRewardMinor, currency)),
    ),
    rule('newOnly', say.newOnly),
  ]
}

function whoCounts(language: Language, offer: Offer, say: Say['rules']): Rule[] {
  const count = (value: number) => formatCount(language, value)
  const { qualifyingEvent, minimumAge, countries, requires, caps, lateCodeHours } = offer
  return [
    rule('device', offer.oneRewardPerDevice ? say.onePerDevice : say.sharedDevice),
    ...when(requires.length > 0, 'requires', () =>
      say.requires(
        formatList(
          language,
          requires.map((thing) => say.things[thing]),
        ),
      ),
    ),
    ...ifGiven('minimumAge', minimumAge, (age) => say.minimumAge(count(age))),
    ...ifGiven('countries', countries, (all) => say.countries(countryList(language, all))),
    ...ended(language, offer, say),
    ...ifGiven('action', qualifyingEvent, ({ withinDays }) =>
      say.action(actionLabel(language, offer), count(withinDays)),
    ),
    rule('window', say.window(count(offer.attributionWindowDays))),
    rule('lateCode', lateCodeHours > 0 ? say.lateCode(count(lateCodeHours)) : say.noLateCode),
    ...ifGiven('capPerDay', caps.perAdvocatePerDay, (cap) => say.capPerDay(count(cap))),
    ...ifGiven('capTotal', caps.perAdvocateTotal, (cap) => say.capTotal(count(cap))),
  ]
}

function money(
  language: Language,
  { holdDays, qualifyingEvent, minimumPayoutMinor, currency, payouts }: Offer,
  say: Say['rules'],
): Rule[] {
  const { autoApproveMaxMinor, participantsPerWalletMax, ceilings } = payouts
  const amount = (amountMinor: number) => formatMoney(language, amountMinor, currency)
  const acts = qualifyingEvent !== null
  const hold = (days: string) =>
    holdDays > 0 ? (acts ? say.holdOfAction : say.hold)(days) : acts ? say.noHoldOfAction : say.noHold
  return [
    rule('hold', hold(formatCount(language, holdDays))),
    rule('minimumPayout', minimumPayoutMinor > 0 ? say.minimumPayout(amount(minimumPayoutMinor)) : say.noMinimumPayout),
    rule('approval', say.approval(amount(autoApproveMaxMinor))),
    ...ifGiven('walletDay', ceilings.perDayMinor, (ceiling) => say.walletDay(amount(ceiling))),
    ...ifGiven('walletMonth', ceilings.perMonthMinor, (ceiling) => say.walletMonth(amount(ceiling))),
    rule('wallet', say.wallet(formatCount(language, participantsPerWalletMax))),
    rule('budget', say.budget),
  ]
}

function time(language: Language, { startsAt, endsAt, timeZone, announcementHours }: Offer, say: Say['rules']): Rule[] {
  const moment = (at: string) => unbroken(formatMoment(language, at, timeZone))
  return [
    rule('dates', say.dates(moment(startsAt), moment(endsAt))),
    rule('afterEnd', say.afterEnd),
    rule('changes', say.changes(formatCount(language, announcementHours))),
    rule('depth', say.depth),
  ]
}

/** What the friend must be and do, said to the friend; the rest is the advocate's. */
export function friendRulesOf(language: Language, offer: Offer, { rules, friendRules: say }: Say): Rule[] {
  const count = (value: number) => formatCount(language, value)
  const { things } = rules
  return [
    rule('newOnly', say.newOnly),
    ...when(offer.oneRewardPerDevice, 'device', () => say.onePerDevice),
    ...when(offer.requires.length > 0, 'requires', () =>
      say.requires(
        formatList(
          language,
          offer.requires.map((thing) => things[thing]),
        ),
      ),
    ),
    ...ifGiven('minimumAge', offer.minimumAge, (age) => say.minimumAge(count(age))),
    ...ifGiven('countries', offer.countries, (all) => say.countries(countryList(language, all))),
    ...ended(language, offer, say),
    ...ifGiven('action', offer.qualifyingEvent, ({ withinDays }) =>
      say.action(actionLabel(language, offer), count(withinDays)),
    ),
    rule('window', say.window(count(offer.attributionWindowDays))),
  ]
}

/** The sentences that announced terms will change, as they will read. One that will go is not among them. */
export function changedRules(language: Language, from: Offer, to: Offer, say: Say): Rule[] {
  const before = new Map(rulesOf(language, from, say).map(({ about, text }) => [about, text]))
  return rulesOf(language, to, say).filter(({ about, text }) => before.get(about) !== text)
}

/** A sentence a country that was ended: whoever lives there, or asks people there, must not learn it from a refusal. */
function ended(
  language: Language,
  { endedCountries, timeZone }: Offer,
  say: Pick<Say['rules'], 'endedCountry'>,
): Rule[] {
  return endedCountries.map(({ country, at }) =>
    rule(
      `endedCountry ${country}`,
      say.endedCountry(formatCountry(language, country), unbroken(formatMoment(language, at, timeZone))),
    ),
  )
}

/** What the reward waits for: the program's own words, or the name that the app reports it by. */
export function actionLabel(language: Language, { qualifyingEvent }: Offer): string {
  const { label, name = '' } = qualifyingEvent ?? {}
  return label ? writtenIn(language, label) : name
}

function countryList(language: Language, countries: readonly string[]): string {
  return formatList(
    language,
    countries.map((country) => formatCountry(language, country)),
  )
}

function rule(about: string, text: string): Rule {
  return { about, text }
}

function when(condition: boolean, about: string, text: () => string): Rule[] {
  return condition ? [rule(about, text())] : []
}

function ifGiven<T>(about: string, value: T | null, text: (value: T) => string): Rule[] {
  return value === null ? [] : [rule(about, text(value))]
}
