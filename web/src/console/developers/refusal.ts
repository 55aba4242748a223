/** A refused call in words: what was asked for, and what its developer does now. Pure. */
import type { ItemOf } from '../lib/api.js'
import type { words } from './words.js'

export type Refusal = ItemOf<'GET /v1/programs/{program}/refusals'>
type Words = typeof words.current
type Remedy = keyof Words['remedies']

/** `/v1/programs/:program/signups` → `…/signups`: every call here is of this program. */
export function shortPath(path: string): string {
  return path.replace(/^\/v1\/programs\/:program/, '…')
}

/** The calls that apps make have words of their own; the method and the path stand below them in any case. */
export function askedFor({ method, path }: Pick<Refusal, 'method' | 'path'>, t: Words): string {
  const known: Readonly<Record<string, string>> = t.refusedCalls
  const place = shortPath(path).slice(2) || '/'
  return known[`${method} ${place}`] ?? (method === 'GET' ? t.refusedOther.read : t.refusedOther.change)
}

const byStatus: Readonly<Record<number, Remedy>> = {
  400: 'unread',
  401: 'unknownCaller',
  403: 'notAllowed',
  404: 'notFound',
  405: 'notFound',
  409: 'conflict',
  410: 'notFound',
  413: 'unread',
  415: 'unread',
  422: 'invalid',
  429: 'tooMany',
}

/** @returns how `remedies` calls it; a status that is not listed is a fault of the service, which passes */
export function remedyOf({ status, code }: Pick<Refusal, 'status' | 'code'>): Remedy {
  if (code === 'second_person_needed') return 'secondPerson'
  return byStatus[status] ?? 'later'
}
