/** What an entry of the audit says, as parts of a sentence. The raw data stands beside it. */
import type { ItemOf } from '../lib/api.js'
import { formatCountry } from '../../format.js'
import { count, money, moment } from '../lib/format.js'
import { nameOf } from '../lib/name.js'
import { preferences } from '../lib/preferences.svelte.js'
import { hrefIn } from '../lib/route.svelte.js'
import type { words } from './words.js'

export type Entry = ItemOf<'GET /v1/programs/{program}/audit'>
type Words = typeof words.current
type Facts = Readonly<Record<string, unknown>>

export interface Said {
  readonly did: string
  /** Whom it is about, and where this person is shown. */
  readonly about: { readonly name: string; readonly href: string } | undefined
  readonly detail: string
  /** Where the changed thing is shown. */
  readonly href: string | undefined
}

export function sentenceOf(entry: Entry, t: Words, program: string | undefined, currency: string): Said {
  const known: Readonly<Record<string, string>> = { ...t.kinds, ...t.exactly }
  const [before, after] = [factsOf(entry.before), factsOf(entry.after)]
  const changes = entry.action === 'program.change' ? changesOf(before, after, t, currency) : undefined
  const did = changes?.verb ?? known[exactlyOf(entry.action, after)] ?? known[entry.action] ?? entry.action
  const parts = changes?.parts ?? detailsOf({ ...before, ...after }, t, currency)
  const who = entry.actorName ?? (entry.actor === 'owner' ? t.owner : entry.actor)
  return {
    did: t.sentence(who, did),
    about: aboutOf(entry, program),
    detail: parts.join(t.comma),
    href: hrefOfSubject(program, entry.subject),
  }
}

/** The action, and whether it is about a country or waits for another person. */
function exactlyOf(action: string, after: Facts): string {
  return [
    action,
    ...textOf(after['country']).map(() => 'country'),
    ...textOf(after['state']).filter((one) => one === 'waiting'),
  ].join(' ')
}

function aboutOf({ about }: Entry, program: string | undefined): Said['about'] {
  if (about === undefined || program === undefined) return undefined
  return { name: nameOf(about.displayName, about.userId), href: hrefIn(program, 'participants', about.userId) }
}

function factsOf(value: unknown): Facts {
  return typeof value === 'object' && value !== null ? (value as Facts) : {}
}

function hrefOfSubject(program: string | undefined, subject: string | null): string | undefined {
  if (program === undefined || subject === null) return undefined
  const pages: Readonly<Record<string, string>> = { pay: 'payouts', rev: 'reviews', res: 'payout-files' }
  const page = pages[subject.slice(0, subject.indexOf('_'))]
  return page === undefined ? undefined : hrefIn(program, page, subject)
}

/** The sum, the reference or name, and the reason in the person's own words. */
function detailsOf(facts: Facts, t: Words, currency: string): string[] {
  const texts = ['reference', 'name', 'email', 'url'].flatMap((key) => textOf(facts[key]))
  const countries = textOf(facts['country']).map((country) => formatCountry(preferences.language, country))
  const sums = typeof facts['amountMinor'] === 'number' ? [money(facts['amountMinor'], currency)] : []
  const reasons = ['reason', 'note'].flatMap((key) => textOf(facts[key]).map((reason) => t.reason(reason)))
  return [...sums, ...texts, ...countries, ...reasons]
}

function textOf(value: unknown): string[] {
  return typeof value === 'string' && value !== '' ? [value] : []
}

/** Of new terms: each term that differs in the last announced version, with both values where they are short. */
function changesOf(
  before: Facts,
  after: Facts,
  t: Words,
  currency: string,
): { verb: string | undefined; parts: string[] } {
  const versions = Array.isArray(after['versions']) ? after['versions'] : []
  const last = factsOf(versions.at(-1))
  const next: Facts = { ...factsOf(last['terms'] ?? last), slug: after['slug'] }
  const named = Object.entries<string>(t.terms)
  const changed = named.filter(([key]) => key in next && JSON.stringify(next[key]) !== JSON.stringify(before[key]))
  const [was, becomes] = [before['rewardMinor'], next['rewardMinor']]
  const isReward = typeof was === 'number' && typeof becomes === 'number' && was !== becomes
  const verb = isReward
    ? t.reward[becomes > was ? 'raised' : 'lowered'](money(was, currency), money(becomes, currency))
    : undefined
  const parts = changed
    .filter(([key]) => key !== 'rewardMinor')
    .map(([key, name]) => {
      const [one, other] = [shortOf(key, before[key], currency), shortOf(key, next[key], currency)]
      return one === undefined || other === undefined ? name : t.fromTo(name, one, other)
    })
  return { verb, parts }
}

function shortOf(key: string, value: unknown, currency: string): string | undefined {
  if (typeof value === 'number') return key.endsWith('Minor') ? money(value, currency) : count(value)
  if (typeof value !== 'string') return undefined
  return key.endsWith('At') ? moment(value) : value
}
