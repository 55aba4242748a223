/** A change on the wire: an item of the feed and the body of a webhook. Pure. */
import type { Text } from '@bondhu/web/language'
import { toWire } from '../../ids.js'
import type { Terms } from '../standing/terms.js'
import type { Change } from './read.js'
import { sentenceOf, type Told } from './sentences.js'
import { kindOf, type Audience, type ChangeType } from './types.js'

/** A sentence for a person. */
export interface EventMessage extends Text {
  readonly audience: Exclude<Audience, 'operator'>
  /** Null: everybody who has joined. */
  readonly userId: string | null
}

export interface Event {
  readonly id: string
  readonly type: ChangeType
  readonly timestamp: string
  readonly program: string
  readonly audiences: Audience[]
  readonly data: Readonly<Record<string, unknown>>
  readonly messages: EventMessage[]
}

/** The properties of a program that its events use. They never change after the launch. */
export type Telling = Pick<Terms, 'currency' | 'timeZone'> & { readonly slug: string }

export function eventOf(change: Change, telling: Telling): Event {
  const messages = messagesOf(change, telling)
  const told = new Set(messages.map(({ audience }) => audience))
  return {
    id: toWire('evt', change.id),
    type: change.type,
    timestamp: change.changedAt.toISOString(),
    program: telling.slug,
    audiences: ['operator', ...told],
    data: dataOf(change, telling.currency),
    messages,
  }
}

function dataOf(change: Change, currency: string): Record<string, unknown> {
  const kind = kindOf(change.type)
  const { participantId, friendId, amountMinor, friendAmountMinor, dueAt, reason, detail } = change
  return {
    ...(participantId !== null && { [kind.person ?? 'userId']: change.userId }),
    ...(friendId !== null && { friendUserId: change.friendUserId, referral: toWire('ref', friendId) }),
    ...(amountMinor !== null && { amountMinor: Number(amountMinor), currency }),
    ...(friendAmountMinor !== null && { friendAmountMinor: Number(friendAmountMinor) }),
    ...(dueAt !== null && { [kind.due ?? 'dueAt']: dueAt.toISOString() }),
    ...(reason !== null && { reason }),
    ...detail,
  }
}

function messagesOf(change: Change, { currency, timeZone }: Telling): EventMessage[] {
  const told: Told = {
    ...change,
    amountMinor: change.amountMinor ?? 0n,
    friendAmountMinor: change.friendAmountMinor ?? 0n,
    currency,
    timeZone,
  }
  return kindOf(change.type).tells.flatMap((audience) => {
    const sentence = sentenceOf(change.type, audience, told)
    return sentence === undefined ? [] : [{ audience, userId: addresseeOf(change, audience), ...sentence }]
  })
}

/** For a referral the friend is the friend; for money its owner is, on either side. */
function addresseeOf(change: Change, audience: Exclude<Audience, 'operator'>): string | null {
  return audience === 'friend' && change.friendId !== null && kindOf(change.type).person === 'advocateUserId'
    ? change.friendUserId
    : change.userId
}
