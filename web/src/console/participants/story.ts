/** What happened to a person, in sentences, and in the days on which it happened. */
import { formatDate } from '../../format.js'
import { channelName } from '../overview/words.js'
import { actorOf } from '../parts/words.js'
import { count, money } from '../lib/format.js'
import { place } from '../lib/place.svelte.js'
import { preferences } from '../lib/preferences.svelte.js'
import type { stateWords } from '../lib/state-words.js'
import type { Evidence, Happening } from './participant.js'
import type { words } from './words.js'

type Words = typeof words.current
type States = typeof stateWords.current

/** What happened on a day: one thing, or several of a kind, the newest first. */
export interface Entry {
  readonly happenings: readonly Happening[]
  /** The newest. */
  readonly first: Happening
}

export interface Day {
  /** `2027-01-07`, in the program's time zone. */
  readonly day: string
  readonly name: string
  readonly entries: readonly Entry[]
}

/** Fewer of a kind are shown one by one. */
const foldMin = 3

export function daysOf(happenings: readonly Happening[]): readonly Day[] {
  const days = groupedBy(happenings, (one) => one.clicks?.day ?? dayIn(one.at))
  return [...days].map(([day, ofDay]) => ({
    day,
    name: formatDate(preferences.language, day, 'UTC'),
    entries: entriesOf(ofDay),
  }))
}

function dayIn(at: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: place.timeZone }).format(new Date(at))
}

/** In the order in which each group is met first. */
function groupedBy(
  happenings: readonly Happening[],
  keyOf: (one: Happening) => string,
): ReadonlyMap<string, readonly Happening[]> {
  const groups = new Map<string, Happening[]>()
  for (const one of happenings) {
    const key = keyOf(one)
    const known = groups.get(key)
    if (known === undefined) groups.set(key, [one])
    else known.push(one)
  }
  return groups
}

/** Many friends or movements of one kind are one entry, in the place of the newest. */
function entriesOf(happenings: readonly Happening[]): readonly Entry[] {
  const kinds = groupedBy(happenings, kindOf)
  return happenings.flatMap((one) => {
    const ofKind = kinds.get(kindOf(one)) ?? [one]
    if (ofKind.length < foldMin) return [{ first: one, happenings: [one] }]
    return ofKind[0] === one ? [{ first: one, happenings: ofKind }] : []
  })
}

function kindOf({ kind, id, at, friend, transfer }: Happening): string {
  if (friend) return `friend ${friend.state} ${friend.reason ?? ''}`
  if (transfer && transfer.payout === null) return `transfer ${transfer.from} ${transfer.to}`
  return `${kind} ${id} ${at}`
}

/** Of several of a kind. @param many their number, already written */
export function foldedSentenceOf({ happenings, first }: Entry, many: string, t: Words, s: States): string {
  const { friend, transfer } = first
  if (friend) return t.sentences.friendsCame(many, s.referral[friend.state] + reasonText(friend.reason, s))
  if (transfer === undefined) return ''
  const sumMinor = happenings.reduce((sum, one) => sum + (one.transfer?.amountMinor ?? 0), 0)
  const said = t.sentences.transfer(money(sumMinor, place.currency), s.account[transfer.from], s.account[transfer.to])
  return t.sentences.transfers(many, said)
}

function reasonText(reason: keyof States['reason'] | null, s: States): string {
  return reason === null ? '' : `: ${s.reason[reason]}`
}

/** Of a friend, what follows the name. */
export function sentenceOf({ ruling, transfer, friend, clicks, signup }: Happening, t: Words, s: States): string {
  const said = t.sentences
  if (ruling)
    return said.ruling[ruling.ruling === 'count' ? 'count' : 'reverse'](
      actorOf(ruling.by),
      ruling.friendName ?? ruling.friendUserId,
      ruling.reason,
    )
  if (transfer?.step === 'open') return said.opened(money(transfer.amountMinor, place.currency))
  if (transfer)
    return said.transfer(money(transfer.amountMinor, place.currency), s.account[transfer.from], s.account[transfer.to])
  if (friend) {
    return said.friendCame(s.referral[friend.state] + reasonText(friend.reason, s) + how(friend.evidence, t))
  }
  if (clicks) return said.clicks(count(clicks.count), clicks.count === 1)
  if (signup) {
    const ended = t.outcomes[signup.outcome] + reasonText(signup.reason, s) + how(signup.evidence, t)
    return said.signup(ended, signup.advocateName ?? signup.advocateUserId)
  }
  return said.joined
}

/** The evidence in a few words: by click or code, late, the channel. */
function how(evidence: Evidence, t: Words): string {
  const text = [cameBy(evidence, t), evidence.late && t.sentences.late].filter(Boolean).join(', ')
  return text === '' ? '' : ` (${text})`
}

export function cameBy({ by, channel }: Pick<Evidence, 'by' | 'channel'>, { sentences: said }: Words): string {
  const way = by === null ? '' : by === 'click' ? said.byClick : said.byCode
  return [way, channel && said.via(channelName(channel))].filter(Boolean).join(', ')
}
