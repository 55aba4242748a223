/** Every public page in each of its states, for tests and pictures. */
import { cardPage, type CardView } from '@bondhu/web/card/card'
import type { PublicPage } from '@bondhu/web/frame'
import { landingPage, type LandingView } from '@bondhu/web/landing/landing'
import { reportPage, type ReportView } from '@bondhu/web/landing/report'
import { inEveryLanguage, type Language } from '@bondhu/web/language'
import { payoutsByDefault, type Offer } from '@bondhu/web/offer-terms'
import type { OfferState } from '@bondhu/web/offer-state'
import { logoOf } from '../support/logo.js'
import { programPage, type ProgramView } from '@bondhu/web/program/program'
import { noticePage, type Notice } from '../../src/http/pages/notice-page.js'

export const offer: Offer = {
  name: { bn: 'গল্প বন্ধু', en: 'Golpo Friends' },
  currency: 'BDT',
  timeZone: 'Asia/Dhaka',
  rewardMinor: 2000,
  friendRewardMinor: 0,
  holdDays: 7,
  minimumPayoutMinor: 10_000,
  attributionWindowDays: 30,
  lateCodeHours: 72,
  countries: ['BD'],
  endedCountries: [],
  minimumAge: null,
  requires: ['phone'],
  oneRewardPerDevice: true,
  caps: { perAdvocatePerDay: 100, perAdvocateTotal: null },
  qualifyingEvent: null,
  payouts: payoutsByDefault,
  startsAt: '2026-12-01T00:00:00+06:00',
  endsAt: '2027-02-28T23:59:59+06:00',
  organization: {
    name: 'Golpo Ltd',
    contact: 'help@golpo.example',
    termsUrl: 'https://golpo.example/terms',
    privacyUrl: 'https://golpo.example/privacy',
  },
  brand: {
    color: '#9c3d1c',
    appName: { bn: 'গল্প', en: 'Golpo' },
    benefit: {
      bn: 'রোজ পাঁচ মিনিটে একটি নতুন গল্প। প্রথম ৩০ দিন টাকা লাগে না।',
      en: 'A new story each day, in five minutes. The first 30 days are free.',
    },
    shareText: null,
  },
  logo: `data:image/png;base64,${logoOf('#9c3d1c', 96)}`,
  announcementHours: 72,
}

/** Every text has its greatest length. */
const long: Offer = {
  ...offer,
  name: {
    bn: 'বাংলাদেশের সবচেয়ে বড় ছোট গল্পের আসরে বন্ধুদের আমন্ত্রণ জানানোর অফার',
    en: 'The Offer For Inviting Friends To The Greatest Gathering Of Short Stories In Bangladesh',
  },
  rewardMinor: 123_456_789,
  friendRewardMinor: 99_999_950,
  countries: ['BD', 'IN', 'NP', 'LK', 'MV', 'BT', 'PK', 'AE', 'SA', 'MY', 'SG', 'GB'],
  endedCountries: [{ country: 'AE', at: '2027-01-31T18:00:00.000Z' }],
  minimumAge: 18,
  requires: ['phone', 'email', 'device', 'install'],
  oneRewardPerDevice: false,
  caps: { perAdvocatePerDay: 100, perAdvocateTotal: 12_34_567 },
  qualifyingEvent: {
    name: 'first_payment',
    withinDays: 15,
    label: { bn: 'অ্যাপ থেকে প্রথম পেমেন্ট করা', en: 'make the first payment from the app' },
  },
  organization: {
    ...offer.organization,
    name: 'Golpoguchchho International Publishing And Storytelling Company Limited',
    contact: 'https://golpo.example/a/very/long/address/that/does/not/break/anywhere/at/all/and/goes/on',
  },
  brand: { color: '#ffd400', appName: null, benefit: null, shareText: null },
  logo: null,
}

const addresses = inEveryLanguage((language) => `?lang=${language}`)

function landing(language: Language, more: Partial<LandingView>): PublicPage {
  return landingPage({
    language,
    offer,
    state: { phase: 'live' },
    test: false,
    code: '4839201756',
    inviter: null,
    main: { kind: 'play', href: 'https://play.google.com/store/apps/details?id=com.example.golpo' },
    deepLink: 'golpo://join?bondhu_click=clk_x',
    addresses,
    programAddress: '/p/golpo',
    reportAddress: '/j/golpo/4839201756/report',
    social: { address: 'https://refer.example/p/golpo', picture: 'https://refer.example/p/golpo/card.png' },
    ...more,
  })
}

function report(language: Language, step: ReportView['step']): PublicPage {
  return reportPage({ language, offer, step, addresses, landingAddress: '/j/golpo/4839201756' })
}

function program(language: Language, more: Partial<ProgramView>): PublicPage {
  return programPage({
    language,
    offer,
    state: { phase: 'live' },
    test: false,
    announced: [],
    money: {
      fundedMinor: 50_000_000n,
      promisedMinor: 12_340_000n,
      paidMinor: 21_000_000n,
      lostMinor: 0n,
      leftMinor: 16_660_000n,
      returnedMinor: 0n,
    },
    fundings: {
      newest: [
        { amountMinor: 30_000_000n, reference: 'Bank Asia 7731', at: '2027-01-02T10:00:00Z' },
        { amountMinor: 20_000_000n, reference: 'Bank Asia 7204', at: '2026-11-24T10:00:00Z' },
      ],
      earlier: { count: 0, amountMinor: 0n },
    },
    friendsCounted: 16_670,
    typical: {
      people: 12_345,
      figures: {
        received: { medianMinor: 0n, ninetiethMinor: 12_000n, nothingHundredths: 71 },
        earned: { medianMinor: 2000n, ninetiethMinor: 16_000n, nothingHundredths: 38 },
      },
    },
    check: { at: '2027-01-14T18:11:00Z', transfers: 54_321, differences: 0 },
    asOf: '2027-01-15T08:05:00Z',
    addresses,
    ...more,
  })
}

function card(language: Language, more: Partial<CardView>): PublicPage {
  return cardPage({
    language,
    offer,
    state: { phase: 'live' },
    test: false,
    receivedMinor: 124_000n,
    typical: {
      people: 12_345,
      figures: {
        received: { medianMinor: 0n, ninetiethMinor: 12_000n, nothingHundredths: 71 },
        earned: { medianMinor: 2000n, ninetiethMinor: 16_000n, nothingHundredths: 38 },
      },
    },
    asOf: '2027-01-15T08:05:00Z',
    addresses,
    programAddress: '/p/golpo',
    social: { address: 'https://refer.example/c/golpo/x', picture: 'https://refer.example/c/golpo/x/card.png' },
    ...more,
  })
}

/** Without a language of its own: it says the same in each. */
function notice(kind: Notice): () => PublicPage {
  return () => ({ html: noticePage(kind), style: '' })
}

const closing: OfferState = {
  phase: 'closing',
  endedAt: '2027-02-28T17:59:59Z',
  countsUntil: '2027-03-30T17:59:59Z',
}
const early: Partial<ProgramView> = {
  state: { phase: 'before' },
  test: true,
  money: { fundedMinor: 0n, promisedMinor: 0n, paidMinor: 0n, lostMinor: 0n, leftMinor: 0n, returnedMinor: 0n },
  fundings: { newest: [], earlier: { count: 0, amountMinor: 0n } },
  friendsCounted: 0,
  typical: { people: 3, figures: null },
  check: null,
}
const full: Partial<ProgramView> = {
  state: { phase: 'full' },
  money: {
    fundedMinor: 50_000_000n,
    promisedMinor: 29_000_000n,
    paidMinor: 21_000_000n,
    lostMinor: 0n,
    leftMinor: 0n,
    returnedMinor: 0n,
  },
}
const over: Partial<ProgramView> = {
  state: { phase: 'over' },
  money: {
    fundedMinor: 50_000_000n,
    promisedMinor: 340_000n,
    paidMinor: 33_000_000n,
    lostMinor: 0n,
    leftMinor: 0n,
    returnedMinor: 16_660_000n,
  },
}
const wrong: Partial<ProgramView> = {
  announced: [{ effectiveAt: '2027-01-20T18:00:00Z', offer: { ...offer, rewardMinor: 1500, holdDays: 14 } }],
  check: { at: '2027-01-14T18:11:00Z', transfers: 54_321, differences: 3 },
}

export const pageStates: Readonly<Record<string, (language: Language) => PublicPage>> = {
  'landing-live': (language) => landing(language, {}),
  'landing-named': (language) => landing(language, { inviter: language === 'bn' ? 'রিনা' : 'Rina' }),
  'landing-both-earn': (language) =>
    landing(language, {
      offer: { ...offer, friendRewardMinor: 1000, brand: { ...offer.brand, color: '#e2136e' } },
      main: { kind: 'appStore', href: 'https://apps.apple.com/app/id1234567890' },
    }),
  'landing-web-test': (language) =>
    landing(language, { main: { kind: 'web', href: 'https://golpo.example' }, deepLink: null, test: true }),
  'landing-before': (language) => landing(language, { state: { phase: 'before' } }),
  'landing-full': (language) => landing(language, { state: { phase: 'full' } }),
  'landing-paused': (language) => landing(language, { state: { phase: 'paused' } }),
  'landing-closing': (language) => landing(language, { state: closing }),
  'landing-over': (language) => landing(language, { state: { phase: 'over' } }),
  'landing-unknown-code': (language) => landing(language, { code: null }),
  'landing-yellow': (language) =>
    landing(language, { offer: { ...offer, brand: { ...offer.brand, color: '#ffc107' }, logo: null } }),
  'landing-long': (language) => landing(language, { offer: long }),
  'report-asked': (language) => report(language, 'asked'),
  'report-incomplete': (language) => report(language, 'incomplete'),
  'report-taken': (language) => report(language, 'taken'),
  'report-full': (language) => report(language, 'full'),
  'card-live': (language) => card(language, {}),
  'card-early': (language) => card(language, { typical: { people: 12, figures: null }, test: true }),
  'card-over': (language) => card(language, { state: { phase: 'over' } }),
  'card-long': (language) => card(language, { offer: long, receivedMinor: 987_654_321n }),
  'notice-unknown': notice('unknown'),
  'notice-card-gone': notice('cardGone'),
  'notice-unavailable': notice('unavailable'),
  'program-live': (language) => program(language, {}),
  'program-before': (language) => program(language, early),
  'program-full': (language) => program(language, full),
  'program-closing': (language) => program(language, { state: closing }),
  'program-over': (language) => program(language, over),
  'program-wrong': (language) => program(language, wrong),
  'program-long': (language) => program(language, { offer: long }),
}
