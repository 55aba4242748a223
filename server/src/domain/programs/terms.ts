/**
 * The terms of a program: everything it promises and asks, as one immutable document a version.
 * Pure: no clock, no database.
 */
import { z } from 'zod'
import * as field from '../../schema.js'

export const requirable = z.enum(['phone', 'email', 'device', 'install'])

const destinations = z.strictObject({
  web: field.httpUrl,
  playStore: z
    .string()
    .max(200)
    .regex(/^[A-Za-z]\w*(\.[A-Za-z]\w*)+$/, 'must be a package name, like com.example.golpo')
    .nullable()
    .default(null),
  appStore: field.text(200).nullable().default(null),
  deepLink: field
    .text(2000)
    .regex(
      /^(?!javascript:|data:|vbscript:|file:)[a-z][a-z0-9+.-]*:/i,
      "must be the app's own address, like golpo://open",
    )
    .nullable()
    .default(null),
})

const caps = z.strictObject({
  perAdvocatePerDay: z.int().min(1).max(1_000_000).nullable().default(null),
  perAdvocateTotal: z.int().min(1).max(100_000_000).nullable().default(null),
})

const qualifyingEvent = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_.-]{0,63}$/, 'must be small letters, digits, dots or hyphens, like first_payment'),
  withinDays: z.int().min(1).max(365),
})

const organization = z.strictObject({
  name: field.text(200),
  contact: field.text(200),
  termsUrl: field.httpUrl.nullable().default(null),
  privacyUrl: field.httpUrl.nullable().default(null),
})

/** Every term with its bounds. Defaults stand in `termsSchema`, so that a change never sets what it does not name. */
const terms = {
  name: field.bothLanguages,
  currency: field.currency,
  timeZone: field.timeZone,
  rewardMinor: field.amountMinorPositive,
  friendRewardMinor: field.amountMinor,
  holdDays: z.int().min(0).max(365),
  minimumPayoutMinor: field.amountMinor,
  attributionWindowDays: z.int().min(1).max(90),
  lateCodeHours: z.int().min(0).max(720),
  destinations,
  countries: z.array(field.country).min(1).max(250).nullable(),
  minimumAge: z.int().min(1).max(120).nullable(),
  requires: z.array(requirable).max(4),
  oneRewardPerDevice: z.boolean(),
  caps,
  qualifyingEvent: qualifyingEvent.nullable(),
  startsAt: field.instant,
  endsAt: field.instant,
  organization,
}

/** The terms a new program may leave out, with what it gets. */
export const termsSchema = z.strictObject({
  ...terms,
  currency: terms.currency.default('BDT'),
  timeZone: terms.timeZone.default('Asia/Dhaka'),
  friendRewardMinor: terms.friendRewardMinor.default(0n),
  holdDays: terms.holdDays.default(7),
  minimumPayoutMinor: terms.minimumPayoutMinor.default(0n),
  attributionWindowDays: terms.attributionWindowDays.default(30),
  lateCodeHours: terms.lateCodeHours.default(72),
  countries: terms.countries.default(null),
  minimumAge: terms.minimumAge.default(null),
  requires: terms.requires.default([]),
  oneRewardPerDevice: terms.oneRewardPerDevice.default(true),
  caps: terms.caps.default({ perAdvocatePerDay: null, perAdvocateTotal: null }),
  qualifyingEvent: terms.qualifyingEvent.default(null),
})

export const termsChangeSchema = z.strictObject(terms).partial()

export type Terms = Readonly<z.output<typeof termsSchema>>
export type TermsChange = z.output<typeof termsChangeSchema>

/** As it is stored and as it is shown: amounts as integers, instants as text. `termsSchema` reads it back. */
export function termsJson(value: Terms): Record<string, unknown> {
  return {
    ...value,
    rewardMinor: Number(value.rewardMinor),
    friendRewardMinor: Number(value.friendRewardMinor),
    minimumPayoutMinor: Number(value.minimumPayoutMinor),
    startsAt: value.startsAt.toISOString(),
    endsAt: value.endsAt.toISOString(),
  }
}

/**
 * What a change takes from participants, as the names of the fields that got worse. Worse terms are announced 72 hours
 * before they take effect; better ones take effect at once.
 */
export function worseFields(from: Terms, to: Terms): (keyof Terms)[] {
  const worse: Partial<Record<keyof Terms, boolean>> = {
    rewardMinor: to.rewardMinor < from.rewardMinor,
    friendRewardMinor: to.friendRewardMinor < from.friendRewardMinor,
    holdDays: to.holdDays > from.holdDays,
    minimumPayoutMinor: to.minimumPayoutMinor > from.minimumPayoutMinor,
    attributionWindowDays: to.attributionWindowDays < from.attributionWindowDays,
    lateCodeHours: to.lateCodeHours < from.lateCodeHours,
    countries: narrower(from.countries, to.countries),
    minimumAge: (to.minimumAge ?? 0) > (from.minimumAge ?? 0),
    requires: to.requires.some((kind) => !from.requires.includes(kind)),
    oneRewardPerDevice: to.oneRewardPerDevice && !from.oneRewardPerDevice,
    caps:
      lowerCap(from.caps.perAdvocatePerDay, to.caps.perAdvocatePerDay) ||
      lowerCap(from.caps.perAdvocateTotal, to.caps.perAdvocateTotal),
    qualifyingEvent: harderEvent(from.qualifyingEvent, to.qualifyingEvent),
    timeZone: to.timeZone !== from.timeZone,
    startsAt: to.startsAt > from.startsAt,
    endsAt: to.endsAt < from.endsAt,
  }
  return (Object.keys(worse) as (keyof Terms)[]).filter((name) => worse[name] === true)
}

function narrower(from: readonly string[] | null, to: readonly string[] | null): boolean {
  if (to === null) return false
  return from === null || from.some((code) => !to.includes(code))
}

function lowerCap(from: number | null, to: number | null): boolean {
  return to !== null && (from === null || to < from)
}

function harderEvent(from: Terms['qualifyingEvent'], to: Terms['qualifyingEvent']): boolean {
  if (to === null) return false
  return from === null || to.name !== from.name || to.withinDays < from.withinDays
}
