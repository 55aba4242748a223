/**
 * The terms of a program: everything it promises and requires, as one immutable document per version.
 * Pure: no clock, no database.
 */
import * as z from 'zod'
import { saysWhereToAsk } from '../../readers/contact.js'
import * as field from '../../schema.js'
import { methodKinds } from './method-kinds.js'

export const requirable = z.enum(['phone', 'email', 'device', 'install'])

const destinations = z.strictObject({
  web: field.httpUrl,
  playStore: z
    .string()
    .max(200)
    .regex(/^[A-Za-z]\w*(\.[A-Za-z]\w*)+$/, 'must be a package name, like com.example.golpo')
    .nullable()
    .default(null),
  appStore: z
    .string()
    .max(200)
    .regex(
      /^(?:(?:id)?[0-9]{5,15}|https:\/\/apps\.apple\.com\/[!-~]+)$/,
      "must be the app's number in the App Store, like 1234567890, or its address there",
    )
    .nullable()
    .default(null),
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
  label: field.written.nullable().default(null).describe('The displayed name of the action; if null, its code'),
})

/** A person with a file, or one that was attached: see payouts/providers/attached/. */
const providerName = z
  .string()
  .max(40)
  .regex(/^(?:file|http:prv_[0-9a-z]{26})$/, 'must be "file", or "http:" and the id of an attached provider')
  .nullable()
const providerOrFile = providerName.default('file')
const providers = z.strictObject(
  Object.fromEntries(methodKinds.map((kind) => [kind, providerOrFile])) as Record<
    (typeof methodKinds)[number],
    typeof providerOrFile
  >,
)

/** The ceilings are those of mobile wallets in Bangladesh: what may be cashed out in a day and in a month. */
const ceilings = z.strictObject({
  perDayMinor: field.amountMinorPositive.nullable().default(3_000_000n),
  perMonthMinor: field.amountMinorPositive.nullable().default(20_000_000n),
})

const payouts = z.strictObject({
  providers: providers
    .prefault({})
    .describe('The provider for each kind of account; null if none. A test program uses the sandbox instead of files'),
  autoApproveMaxMinor: field.amountMinor
    .default(1_000_000n)
    .describe('Up to this sum per day and wallet no approval is needed'),
  approvals: z.int().min(1).max(2).default(1).describe('How many people or keys must approve larger sums'),
  participantsPerWalletMax: z.int().min(1).max(1000).default(3).describe('How many participants may use one wallet'),
  ceilings: ceilings.prefault({}).describe('Limits of one mobile wallet; null for none'),
})

const organization = z.strictObject({
  name: field.text(200),
  contact: field
    .text(200)
    .refine(saysWhereToAsk, 'must hold a mail address, a phone number or a web address')
    .describe('Where people can ask: a mail address, a phone number or a web address. Shown on the pages'),
  termsUrl: field.httpUrl.nullable().default(null),
  privacyUrl: field.httpUrl.nullable().default(null),
})

/** Without an address, so that the link in a message is the advocate's. */
const spokenText = field.written.refine(
  (texts) => Object.values(texts).every((one) => !/:\/\/|\bwww\./i.test(one)),
  'must hold no web address: the link is added',
)

const brand = z.strictObject({
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, 'must be a colour, like #0a6b4d')
    .transform((value) => value.toLowerCase())
    .nullable()
    .default(null)
    .describe("The colour of the pages, adjusted until text is readable; null for Bondhu's own"),
  appName: field.written
    .nullable()
    .default(null)
    .describe('What people call the app, first on every page; null for the name of the organization'),
  benefit: field.written
    .nullable()
    .default(null)
    .describe('One sentence for the friend: what the app gives. On the landing page'),
  shareText: spokenText
    .nullable()
    .default(null)
    .describe(
      'The words of the advocate about the app, in the first person. Bondhu adds the link, the code and the bonus. Null: Bondhu uses its own sentence',
    ),
})

/** As a browser writes an origin: scheme, host and port, nothing else. */
const origin = field.httpUrl.refine(
  (value) => URL.canParse(value) && new URL(value).origin === value,
  'must be an origin, like https://golpo.example',
)

const portal = z.strictObject({ origins: z.array(origin).max(20).default([]) })

/** What the phones' systems ask before they open a link in the app itself, and what the app's pages ask of visitors. */
const app = z.strictObject({
  androidCertificates: z
    .array(z.string().regex(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/, 'must be a SHA-256 fingerprint, like AB:CD:…'))
    .max(10)
    .default([])
    .describe('SHA-256 fingerprints of the certificates that sign the Android app'),
  appleAppIds: z
    .array(
      z
        .string()
        .regex(
          /^[A-Z0-9]{10}\.[A-Za-z0-9.-]{1,155}$/,
          'must be a team id and a bundle id, like A1B2C3D4E5.com.example',
        ),
    )
    .max(10)
    .default([])
    .describe('Of the iPhone app: the team id, a dot and the bundle id'),
  askConsent: z.boolean().default(false).describe('/bondhu.js keeps nothing before the visitor agreed'),
})

const secondPerson = z.strictObject({
  funding: z.boolean().default(false).describe('Fundings'),
  closing: z.boolean().default(false).describe('Ending the program or one of its countries early'),
})

/** Every term with its limits. Defaults are in `termsSchema`, so that a change never sets an unnamed term. */
const terms = {
  name: field.written.describe('Shown to people'),
  currency: field.currency.describe('The currency of all amounts'),
  timeZone: field.timeZone.describe('Its days are used for the caps'),
  rewardMinor: field.amountMinorPositive.describe('What the advocate earns for a friend, in minor units'),
  friendRewardMinor: field.amountMinor.describe("The friend's own bonus, in minor units; 0 for none"),
  holdDays: z.int().min(0).max(365).describe('How long a reward waits before it can be cashed out'),
  minimumPayoutMinor: field.amountMinor.describe('The smallest cash-out; may only fall once launched'),
  attributionWindowDays: z.int().min(1).max(90).describe('How long after a click an account may be opened'),
  lateCodeHours: z.int().min(0).max(720).describe('How long a friend may still type a code after an organic signup'),
  destinations,
  countries: z
    .array(field.country)
    .min(1)
    .max(250)
    .nullable()
    .describe('Only people of these countries count; null for everywhere'),
  minimumAge: z.int().min(1).max(120).nullable().describe('In years, by the year of birth'),
  requires: z.array(requirable).max(4).describe('Identities without which nobody counts'),
  oneRewardPerDevice: z.boolean().describe('False where families share phones'),
  caps: caps.describe('How many friends count for one advocate; null for no cap'),
  qualifyingEvent: qualifyingEvent.nullable().describe('An action of the friend that the reward waits for'),
  payouts: payouts.describe('How cash-outs are paid'),
  startsAt: field.instant.describe('When friends begin to count'),
  endsAt: field.instant.describe('When a code stops counting; earlier clicks still count'),
  organization: organization.describe('Who runs the program'),
  secondPerson: secondPerson.describe('What a second operator must confirm; never turned off again'),
  brand: brand.describe('How the pages look. The logo is uploaded by a call of its own'),
  portal: portal.describe(
    "Origins of the app's own pages: the portal may be embedded there, and may lead back to them",
  ),
  app: app.describe('How phones and pages know the app: see docs/links.md'),
}

/** Optional terms of a new program, with their defaults. */
export const newTermsSchema = z.strictObject({
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
  secondPerson: terms.secondPerson.default({ funding: false, closing: false }),
  brand: terms.brand.prefault({}),
  portal: terms.portal.default({ origins: [] }),
  app: terms.app.prefault({}),
  payouts: terms.payouts.prefault({}),
})

/** Set by calls of their own: closing a country, which nothing removes, and uploading a logo. */
export const termsSchema = newTermsSchema.extend({
  endedCountries: z
    .array(z.strictObject({ country: field.country, at: field.instant }))
    .max(250)
    .default([])
    .describe('Countries whose people no longer count, and since when; earlier clicks still count'),
  logo: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .nullable()
    .default(null)
    .describe('The app’s logo, if there is one, served as `/p/{program}/logo/{logo}.webp`'),
})

const said = field.writtenView
const saidOrNull = said.nullable().default(null)

/** A stored version was announced under the checks of its time: its texts are taken as they are. */
export const storedTermsSchema = termsSchema.extend({
  name: said,
  organization: organization.extend({ name: z.string(), contact: z.string() }),
  brand: brand.extend({ appName: saidOrNull, benefit: saidOrNull, shareText: saidOrNull }).prefault({}),
  qualifyingEvent: qualifyingEvent.extend({ label: saidOrNull }).nullable().default(null),
})

export const termsChangeSchema = z.strictObject(terms).partial()

export type Terms = Readonly<z.output<typeof termsSchema>>
export type TermsChange = z.output<typeof termsChangeSchema>

/** As stored and shown: amounts as integers, instants as text. `termsSchema` reads it back. */
export function termsJson(value: Terms): Record<string, unknown> {
  return {
    ...value,
    rewardMinor: Number(value.rewardMinor),
    friendRewardMinor: Number(value.friendRewardMinor),
    minimumPayoutMinor: Number(value.minimumPayoutMinor),
    payouts: payoutsJson(value.payouts),
    startsAt: value.startsAt.toISOString(),
    endsAt: value.endsAt.toISOString(),
    endedCountries: value.endedCountries.map(({ country, at }) => ({ country, at: at.toISOString() })),
  }
}

function payoutsJson({ autoApproveMaxMinor, ceilings: { perDayMinor, perMonthMinor }, ...rest }: Terms['payouts']) {
  return {
    ...rest,
    autoApproveMaxMinor: Number(autoApproveMaxMinor),
    ceilings: {
      perDayMinor: perDayMinor === null ? null : Number(perDayMinor),
      perMonthMinor: perMonthMinor === null ? null : Number(perMonthMinor),
    },
  }
}

/** Whether the program was ended in all of its countries: then nobody could come, and no step would close it. */
export function endedEverywhere({ countries, endedCountries }: Terms): boolean {
  return countries !== null && countries.every((one) => endedCountries.some(({ country }) => country === one))
}

/**
 * The names of the fields that a change makes worse for participants. Worse terms are announced 72 hours before they
 * take effect; better ones take effect at once.
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
    payouts: harderPayouts(from.payouts, to.payouts),
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

/** Fewer ways to be paid, smaller amounts, or fewer people per wallet. Approvals concern only the operator. */
function harderPayouts(from: Terms['payouts'], to: Terms['payouts']): boolean {
  const kinds = Object.keys(from.providers) as (keyof Terms['payouts']['providers'])[]
  return (
    kinds.some((kind) => from.providers[kind] !== null && to.providers[kind] === null) ||
    lowerCap(from.ceilings.perDayMinor, to.ceilings.perDayMinor) ||
    lowerCap(from.ceilings.perMonthMinor, to.ceilings.perMonthMinor) ||
    to.participantsPerWalletMax < from.participantsPerWalletMax
  )
}

function lowerCap<Amount extends number | bigint>(from: Amount | null, to: Amount | null): boolean {
  return to !== null && (from === null || to < from)
}

function harderEvent(from: Terms['qualifyingEvent'], to: Terms['qualifyingEvent']): boolean {
  if (to === null) return false
  return from === null || to.name !== from.name || to.withinDays < from.withinDays
}
