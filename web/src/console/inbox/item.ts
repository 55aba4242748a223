/** An item of the inbox, its place in the address, and how long it has waited. Pure. */
import type { AnswerOf, ItemOf } from '../lib/api.js'

export type Item = ItemOf<'GET /v1/programs/{program}/inbox'>
export type Inbox = AnswerOf<'GET /v1/programs/{program}/inbox'>
export type Kind = Item['kind']
export type Person = NonNullable<AnswerOf<'GET /v1/programs/{program}/inbox/{kind}/{item}'>['person']>

export const views = ['open', 'mine', 'snoozed'] as const
export type View = (typeof views)[number]

/** What is done with an item; its button says the key and what it does. */
export interface Decision {
  readonly key: string
  readonly verb: string
  readonly says: string
  readonly danger?: boolean
  readonly act: () => void
}

/** What the part of a kind is handed. */
export interface CaseProps {
  program: string
  item: Item
  person: Person | null
  /** @param done what was done, in words; undefined where it was refused */
  changed: (done: string | undefined) => Promise<void>
}

export function refOf({ kind, id }: Pick<Item, 'kind' | 'id'>): string {
  return `${kind}.${id}`
}

/** Of `?item=`; undefined for what is no item. */
export function partsOf(ref: string): { readonly kind: string; readonly item: string } | undefined {
  const at = ref.indexOf('.')
  return at <= 0 ? undefined : { kind: ref.slice(0, at), item: ref.slice(at + 1) }
}

export type Age = 'overdue' | 'due' | 'fresh'

const dayMs = 86_400_000

/** @param now by the program's clock, as `since` is */
export function ageOf(since: string, now: string): Age {
  const days = (new Date(now).getTime() - new Date(since).getTime()) / dayMs
  return days >= 7 ? 'overdue' : days >= 2 ? 'due' : 'fresh'
}

const letters = new Intl.Segmenter()

/** The initials beside an item that somebody has taken; of a Bengali name with their vowel signs. */
export function initialsOf(name: string): string {
  const parts = name.trim().split(/\s+/)
  const initials = [parts[0], parts.length > 1 ? parts.at(-1) : undefined].map((part) => {
    const [first] = letters.segment(part ?? '')
    return first?.segment ?? ''
  })
  return initials.join('')
}
