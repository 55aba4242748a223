/** What happened to a person, in sentences, and in the days on which it happened. */
import { formatDate } from '../../format.js'
import { channelName } from '../overview/words.js'
import { actorOf } from '../parts/words.js'
import { count, date, money } from '../lib/format.js'
import { place } from '../lib/place.svelte.js'
import { preferences } from '../lib/preferences.svelte.js'
import type { stateWords } from '../lib/state-words.js'
import type { Evidence, Happening } from './participant.js'
import type { words } from './words.js'

type Words = typeof words.current
type States = typeof stateWords.current

/** One day and what happened on it, as the list has it. */
export interface Day {
  readonly name: string
  readonly happenings: readonly Happening[]
}

/** The list is in the order of time: a day is one run of it. */
export function daysOf(happenings: readonly Happening[]): readonly Day[] {
  const days: { name: string; happenings: Happening[] }[] = []
  for (const one of happenings) {
    const name = one.clicks ? formatDate(preferences.language, one.clicks.day, 'UTC') : date(one.at)
    const last = days.at(-1)
    if (last?.name === name) last.happenings.push(one)
    else days.push({ name, happenings: [one] })
  }
  return days
}

/** Of a friend, what follows the name. */
export function sentenceOf({ ruling, transfer, friend, clicks, signup }: Happening, t: Words, s: States): string {
  const said = t.sentences
  if (ruling) return said.ruling(actorOf(ruling.by), ruling.ruling, ruling.reason)
  if (transfer?.step === 'open') return said.opened(money(transfer.amountMinor, place.currency))
  if (transfer)
    return said.transfer(money(transfer.amountMinor, place.currency), s.account[transfer.from], s.account[transfer.to])
  const reasonOf = (reason: keyof States['reason'] | null) => (reason === null ? '' : `: ${s.reason[reason]}`)
  if (friend) {
    return said.friendCame(s.referral[friend.state] + reasonOf(friend.reason) + how(friend.evidence, t))
  }
  if (clicks) return said.clicks(count(clicks.count), clicks.count === 1)
  if (signup) {
    const ended = t.outcomes[signup.outcome] + reasonOf(signup.reason) + how(signup.evidence, t)
    return said.signup(ended, signup.advocateName ?? signup.advocateUserId)
  }
  return said.joined
}

/** The evidence in a few words: by click or code, late, the channel. */
function how({ by, late, channel }: Evidence, { sentences: said }: Words): string {
  const parts = [
    by && (by === 'click' ? said.byClick : said.byCode),
    late && said.late,
    channel && said.via(channelName(channel)),
  ]
  const text = parts.filter(Boolean).join(', ')
  return text === '' ? '' : ` (${text})`
}
