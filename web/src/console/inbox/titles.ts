/** An item in words: a line that says what is asked, and a line of what is known. */
import { count, money } from '../lib/format.js'
import { limits } from '../lib/limits.js'
import { stateWords } from '../lib/state-words.js'
import { words as differenceWords } from '../differences/words.js'
import { words as payoutWords } from '../payouts/words.js'
import { words as linkWords } from '../reported-links/words.js'
import type { Item, Kind } from './item.js'
import { words } from './words.js'

type Words = Readonly<Record<string, string>>

const sumOf = ({ amountMinor, currency }: Item) => (amountMinor === null ? '' : money(amountMinor, currency))
const whoOf = ({ displayName, userId }: Item) => displayName ?? userId ?? words.current.erased
const wordOf = (table: Words, code: string | null) => table[code ?? ''] ?? code ?? ''
const accountOf = ({ code, label }: Item) =>
  payoutWords.current.account(wordOf(payoutWords.current.kinds, code), label ?? '')

const titles: Readonly<Record<Kind, (item: Item) => string>> = {
  approval: (item) => words.current.titles.approval(sumOf(item), whoOf(item)),
  unknown_outcome: (item) => words.current.titles.unknown(sumOf(item), whoOf(item)),
  appeal: (item) => words.current.titles.appeal(whoOf(item)),
  review: (item) => words.current.titles.review(whoOf(item)),
  reported_link: (item) => words.current.titles.link(whoOf(item)),
  missing_friend: (item) => words.current.titles.missing(whoOf(item)),
  difference: ({ code }) => words.current.titles.difference(wordOf(differenceWords.current.kinds, code)),
  failing_webhook: ({ label }) => words.current.titles.webhook(hostOf(label)),
  failing_provider: ({ label }) => words.current.titles.provider(label ?? ''),
  low_budget: ({ label }) => words.current.titles.budget(count(Number(label))),
}

const details: Readonly<Record<Kind, (item: Item) => string>> = {
  approval: accountOf,
  unknown_outcome: accountOf,
  appeal: ({ code, advocateName, label }) =>
    words.current.details.appeal(wordOf(stateWords.current.reason, code), advocateName ?? label ?? ''),
  review: ({ code, label }) =>
    code === '0'
      ? words.current.details.reviewByApp(count(Number(label)))
      : words.current.details.review(count(Number(label)), count(Number(code))),
  reported_link: ({ code, label }) =>
    words.current.details.link(count(Number(label)), wordOf(linkWords.current.reasons, code)),
  missing_friend: ({ code }) => words.current.details.missing[code === 'phone' || code === 'email' ? code : 'none'],
  difference: ({ displayName, userId, label }) => displayName ?? userId ?? label ?? '',
  failing_webhook: ({ code }) =>
    words.current.details.webhook[code === 'gone' || code === 'failing' ? code : 'active'](count(limits.webhookDays)),
  failing_provider: ({ code }) => words.current.details.provider[code === 'balance_low' ? code : 'trouble'],
  low_budget: () => words.current.details.budget,
}

export function titleOf(item: Item): string {
  return titles[item.kind](item)
}

export function detailOf(item: Item): string {
  return details[item.kind](item)
}

function hostOf(url: string | null): string {
  try {
    return new URL(url ?? '').host
  } catch {
    return url ?? ''
  }
}
