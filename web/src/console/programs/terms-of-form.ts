/** Terms out of a form that is still being filled in, as far as their rules can be said. Pure. */
import type { Terms } from './program.js'
import type { TermsForm } from './terms-form.svelte.js'

/** @returns undefined while an amount, a number or a date cannot be read. */
export function readableTerms(form: TermsForm): Terms | undefined {
  const { currency, timeZone, endedCountries, wire } = form
  const terms = { currency, timeZone, endedCountries, ...wire } as unknown as Terms
  const { caps, qualifyingEvent, payouts } = terms
  const numbers: unknown[] = [
    terms.rewardMinor,
    terms.friendRewardMinor,
    terms.holdDays,
    terms.minimumPayoutMinor,
    terms.attributionWindowDays,
    terms.lateCodeHours,
    terms.minimumAge ?? 0,
    caps.perAdvocatePerDay ?? 0,
    caps.perAdvocateTotal ?? 0,
    qualifyingEvent?.withinDays ?? 0,
    payouts.autoApproveMaxMinor,
    payouts.approvals,
    payouts.participantsPerWalletMax,
    payouts.ceilings.perDayMinor ?? 0,
    payouts.ceilings.perMonthMinor ?? 0,
  ]
  const dates = [terms.startsAt, terms.endsAt].every((at) => !Number.isNaN(Date.parse(at)))
  const countries = (terms.countries ?? []).every((country) => /^[A-Za-z]{2}$/.test(country))
  if (!dates || !countries || numbers.some((value) => typeof value !== 'number')) return undefined
  return { ...terms, countries: terms.countries?.map((country) => country.toUpperCase()) ?? null }
}
