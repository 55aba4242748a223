/** Texts of the pages without a browser: sentences, numbers, rules, colours. */
import { formatCode } from '@bondhu/web/code'
import { formatCount, formatDate, formatMoment, formatMoney, formatTime } from '@bondhu/web/format'
import { conventions, languageOf, languages, type Language } from '@bondhu/web/language'
import { at, inside, of, on } from '@bondhu/web/endings/bengali'
import * as bn from '@bondhu/web/languages/bn/rules'
import * as en from '@bondhu/web/languages/en/rules'
import { payoutsByDefault, type Offer } from '@bondhu/web/offer-terms'
import { changedRules, friendRulesOf, rulesOf } from '@bondhu/web/rules'
import { texts as inLanguages } from '@bondhu/web/texts'
import { contrast, contrastMin, themeOf } from '@bondhu/web/theme'
import fc from 'fast-check'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { termsSchema } from '../../src/domain/standing/terms.js'

const offer: Offer = {
  name: { bn: 'গল্প বন্ধু', en: 'Golpo Friends' },
  currency: 'BDT',
  timeZone: 'Asia/Dhaka',
  rewardMinor: 2000,
  friendRewardMinor: 1000,
  holdDays: 7,
  minimumPayoutMinor: 10_000,
  attributionWindowDays: 30,
  lateCodeHours: 72,
  countries: ['BD', 'IN'],
  endedCountries: [],
  minimumAge: 18,
  requires: ['phone'],
  oneRewardPerDevice: true,
  caps: { perAdvocatePerDay: 100, perAdvocateTotal: 500 },
  qualifyingEvent: { name: 'first_payment', withinDays: 15, label: { bn: 'প্রথম পেমেন্ট', en: 'first payment' } },
  payouts: payoutsByDefault,
  startsAt: '2026-12-01T00:00:00+06:00',
  endsAt: '2027-02-28T23:59:59+06:00',
  organization: { name: 'Golpo Ltd', contact: 'help@golpo.example', termsUrl: null, privacyUrl: null },
  brand: { color: null, appName: null, benefit: null, shareText: null },
  logo: null,
  announcementHours: 72,
}

/** The parts of the public pages. */
const parts = Object.keys(bn) as (keyof typeof bn)[]

/** Every text of a part of the messages, with its path. A function is called with a marker for each parameter. */
function textsOf(value: unknown, path: string): [path: string, text: string][] {
  if (typeof value === 'string') return [[path, value]]
  if (typeof value === 'function') {
    const marks = Array.from({ length: value.length }, (_, index) => `«${'abcdefgh'[index]}»`)
    const made: unknown = Reflect.apply(value, undefined, marks)
    const texts = textsOf(made, path)
    for (const mark of marks) {
      assert.ok(
        texts.some(([, text]) => text.includes(mark)),
        `${path} says all that it is told`,
      )
    }
    return texts
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, one]) => textsOf(one, `${path}.${name}`))
}

test('every message exists in every language, and no language repeats the text of another', () => {
  const paths = textsOf(bn, 'messages').map(([path]) => path)
  assert.ok(paths.length > 20)
  for (const language of languages) {
    const said = textsOf(Object.fromEntries(parts.map((part) => [part, inLanguages[language][part]])), 'messages')
    assert.deepEqual(said.map(([path]) => path).toSorted(), paths.toSorted(), language)
    const foreignDigits = languages
      .map((other) => conventions[other].digits)
      .filter((digits) => digits !== conventions[language].digits)
    for (const [path, text] of said) {
      assert.doesNotMatch(text, new RegExp(`[${foreignDigits.join('')}]`), `${path} has the digits of ${language}`)
      assert.doesNotMatch(text, /\s\s|\s[।?!,]|^\s|\s$|।।/, `${path} of ${language} is set well`)
    }
  }
  for (const [path, text] of textsOf(bn, 'messages')) assert.match(text, /[ঀ-৿]/, `${path} is Bengali`)
  for (const [path, text] of textsOf(en, 'messages')) assert.doesNotMatch(text, /[ঀ-৿]/, `${path} is English`)
})

test('every term that people must know has a sentence, which changes with its value', () => {
  const others: { readonly [Name in keyof Offer]?: Offer[Name] } = {
    rewardMinor: 2500,
    friendRewardMinor: 0,
    holdDays: 0,
    minimumPayoutMinor: 0,
    attributionWindowDays: 31,
    lateCodeHours: 0,
    countries: null,
    endedCountries: [{ country: 'IN', at: '2027-01-15T00:00:00+06:00' }],
    minimumAge: 16,
    requires: ['phone', 'device'],
    oneRewardPerDevice: false,
    caps: { perAdvocatePerDay: 99, perAdvocateTotal: 500 },
    qualifyingEvent: { name: 'first_payment', withinDays: 14, label: null },
    startsAt: '2026-12-02T00:00:00+06:00',
    endsAt: '2027-03-01T23:59:59+06:00',
    currency: 'USD',
    timeZone: 'Asia/Tokyo',
    payouts: { ...offer.payouts, autoApproveMaxMinor: 999_900 },
    announcementHours: 73,
  }
  const said = (language: Language, one: Offer) => rulesOf(language, one, inLanguages[language]).map(({ text }) => text)
  for (const language of languages) {
    for (const [name, value] of Object.entries(others)) {
      assert.notDeepEqual(said(language, { ...offer, [name]: value }), said(language, offer), `${language} ${name}`)
    }
    const { payouts } = offer
    for (const other of [
      { ...payouts, participantsPerWalletMax: 4 },
      { ...payouts, ceilings: { perDayMinor: null, perMonthMinor: 20_000_000 } },
      { ...payouts, ceilings: { perDayMinor: 3_000_000, perMonthMinor: 1 } },
    ]) {
      assert.notDeepEqual(said(language, { ...offer, payouts: other }), said(language, offer))
    }
    assert.notDeepEqual(
      said(language, { ...offer, caps: { perAdvocatePerDay: 100, perAdvocateTotal: null } }),
      said(language, offer),
    )
  }
  // A new term is listed here: either people read about it, or they need not.
  const decideNothing = ['name', 'app', 'destinations', 'organization', 'brand', 'logo', 'portal', 'secondPerson']
  assert.deepEqual(
    [...Object.keys(others), ...decideNothing].filter((name) => name !== 'announcementHours').toSorted(),
    Object.keys(termsSchema.shape).toSorted(),
  )
})

test('the preview of a program without settings for cash-outs shows the defaults of the service', () => {
  const { autoApproveMaxMinor, participantsPerWalletMax, ceilings } = termsSchema.shape.payouts.parse(undefined)
  assert.deepEqual(payoutsByDefault, {
    autoApproveMaxMinor: Number(autoApproveMaxMinor),
    participantsPerWalletMax,
    ceilings: { perDayMinor: Number(ceilings.perDayMinor), perMonthMinor: Number(ceilings.perMonthMinor) },
  })
})

test('rules use Bengali digits, and an announced change is shown separately', () => {
  const [first] = rulesOf('bn', offer, bn)
  assert.equal(first?.text, 'প্রতি নতুন বন্ধুর জন্য আপনি পাবেন ৳২০।')
  for (const { text } of [...rulesOf('bn', offer, bn), ...friendRulesOf('bn', offer, bn)])
    assert.doesNotMatch(text, /[0-9]/)
  assert.deepEqual(changedRules('en', offer, { ...offer, rewardMinor: 1000 }, en), [
    { about: 'reward', text: 'You get ৳10 for each new friend.' },
  ])
  assert.deepEqual(changedRules('en', offer, offer, en), [])
})

test('Bengali words take their endings, and Latin names take none', () => {
  const table = [
    ['গল্প', 'গল্পের', 'গল্পে'],
    ['ঢাকা', 'ঢাকার', 'ঢাকায়'],
    ['জানুয়ারি', 'জানুয়ারির', 'জানুয়ারিতে'],
    ['ভাই', 'ভাইয়ের', 'ভাইয়ে'],
    ['বই মেলা', 'বই মেলার', 'বই মেলায়'],
    ['নেপাল', 'নেপালের', 'নেপালে'],
    ['হংকং', 'হংকংয়ের', 'হংকংয়ে'],
    ['রেডিও', 'রেডিওর', 'রেডিওতে'],
    ['Golpo Ltd', 'Golpo Ltd-এর', 'Golpo Ltd অ্যাপে'],
    ['৭ ডিসেম্বর ২০২৬', '৭ ডিসেম্বর ২০২৬-এর', '৭ ডিসেম্বর ২০২৬ অ্যাপে'],
  ] as const
  for (const [word, whose, into] of table) assert.deepEqual([of(word), inside(word)], [whose, into])
  assert.equal(of('রাত ১১:৫৯'), 'রাত ১১:৫৯টার')
  assert.deepEqual(
    [of, on, at].map((ending) => ending('রাত ১২:০০')),
    ['রাত ১২টার', 'রাত ১২টায়', 'রাত ১২টা'],
  )
  assert.equal(on('৭ ডিসেম্বর ২০২৬, রাত ১১:৫৯'), '৭ ডিসেম্বর ২০২৬, রাত ১১:৫৯টায়')
  assert.deepEqual([on('৭ ডিসেম্বর'), at('৭ ডিসেম্বর'), at('রাত ১১:৫৯')], ['৭ ডিসেম্বর', '৭ ডিসেম্বর', 'রাত ১১:৫৯টা'])
})

test('every browser spells a month in the same way', () => {
  assert.equal(conventions.bn.spellDate?.('২৮ ফেব্রুয়ারী'), '২৮ ফেব্রুয়ারি')
  assert.equal(conventions.bn.spellDate?.('৭ ডিসেম্বর'), '৭ ডিসেম্বর')
})

test('a Bengali time is said as it is spoken', () => {
  const spoken = [
    ['18:00', 'রাত ১২:০০'],
    ['22:30', 'ভোর ৪:৩০'],
    ['00:05', 'সকাল ৬:০৫'],
    ['06:15', 'দুপুর ১২:১৫'],
    ['09:00', 'বিকেল ৩:০০'],
    ['12:45', 'সন্ধ্যা ৬:৪৫'],
    ['16:42', 'রাত ১০:৪২'],
  ] as const
  for (const [utc, text] of spoken) assert.equal(formatTime('bn', `2026-12-06T${utc}:00Z`, 'Asia/Dhaka'), text)
  assert.equal(formatTime('en', '2026-12-06T16:42:00Z', 'Asia/Dhaka'), '22:42')
})

test('numbers, money and dates follow the reader’s language', () => {
  assert.equal(formatMoney('bn', 123_456_700n, 'BDT'), '৳১২,৩৪,৫৬৭')
  assert.equal(formatMoney('en', 123_456_750n, 'BDT'), '৳12,34,567.50')
  assert.equal(formatMoney('en', 9_007_199_254_740_993n, 'BDT'), '৳9,00,71,99,25,47,409.93')
  assert.equal(formatMoney('bn', -5n, 'BDT'), '-৳০.০৫')
  assert.equal(formatMoney('en', 1000, 'JPY'), '¥1,000')
  assert.equal(formatMoney('bn', 1050, 'AED'), 'AED\u00a0১০.৫০')
  assert.equal(formatCount('bn', 1_234_567), '১২,৩৪,৫৬৭')
  assert.equal(formatDate('bn', '2026-12-06T20:00:00Z', 'Asia/Dhaka'), '৭ ডিসেম্বর ২০২৬')
  assert.equal(formatMoment('bn', '2026-12-06T20:05:00Z', 'Asia/Dhaka'), '৭ ডিসেম্বর ২০২৬, রাত ২:০৫')
  assert.equal(formatMoment('en', '2026-12-06T18:00:00Z', 'Asia/Dhaka'), '7 December 2026, 00:00')
})

test('a code is read in groups by its length, and a chosen word as it is', () => {
  const cases = [
    ['4839201756', '4839 201 756'],
    ['48392017', '4839 2017'],
    ['483920175', '483 920 175'],
    ['4839201', '4839 201'],
    ['4839', '4839'],
    ['RINA2027', 'RINA2027'],
  ] as const
  for (const [code, shown] of cases) assert.equal(formatCode('en', code), shown)
  assert.equal(formatCode('bn', '4839201756'), '৪৮৩৯ ২০১ ৭৫৬')
})

test('the language is the one chosen, then the one the browser wants most, then Bengali', () => {
  const cases: [string | null, string | undefined, string][] = [
    ['en', 'bn', 'en'],
    ['bn', 'en', 'bn'],
    ['fr', 'en-GB,en;q=0.9', 'en'],
    [null, 'en;q=0.5,bn-BD;q=0.7', 'bn'],
    [null, 'fr-FR, en;q=0.2', 'en'],
    [null, 'en;q=0', 'bn'],
    [null, 'de,*', 'bn'],
    [null, undefined, 'bn'],
    [null, `${'x,'.repeat(5000)}en`, 'bn'],
  ]
  for (const [chosen, accepted, language] of cases) assert.equal(languageOf(chosen, accepted), language)
})

test('pages are readable with any program colour', () => {
  const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`)
  fc.assert(
    fc.property(fc.option(colour), (chosen) => {
      for (const palette of Object.values(themeOf(chosen))) {
        const { page, card, sunk, tint, text, muted, edge, accent, onAccent, accentText } = palette
        const { ground: brand, groundDeep, onGround, onGroundSoft, spark } = palette
        for (const [front, ground] of [
          [onAccent, accent],
          ...[brand, groundDeep].flatMap((under) => [onGround, onGroundSoft].map((over) => [over, under])),
          ...(['info', 'warn', 'danger', 'success'] as const).flatMap((kind) =>
            [palette[kind], text].map((over) => [over, palette[`${kind}Tint`]]),
          ),
          [palette.onSuccess, palette.success],
          [muted, sunk],
          ...[page, card, sunk, tint].flatMap((one) => [text, accentText].map((over) => [over, one])),
          [muted, page],
          [muted, card],
        ]) {
          assert.ok(contrast(front ?? '', ground ?? '') >= contrastMin, `${front} on ${ground} from ${chosen}`)
        }
        for (const under of [page, card]) assert.ok(contrast(edge, under) >= 3, `a field on ${under}`)
        for (const under of [brand, groundDeep]) assert.ok(contrast(spark, under) >= 3, `a coin on ${under}`)
        assert.ok(contrast(accent, page) >= 3, `a button ${accent} on ${page} from ${chosen}`)
      }
    }),
  )
})
