/** The hot command: an app reports a new account. Its fields, and how they are prepared for a batch. */
import * as z from 'zod'
import { requestInvalid } from '../../errors.js'
import { newId } from '../../ids.js'
import { namesClick, readClickIds } from '../../readers/click-id.js'
import { readCode } from '../../readers/code.js'
import { readServerTime } from '../../readers/server-time.js'
import { isBlank } from '../../readers/text.js'
import * as field from '../../schema.js'
import type { Context } from '../standing/context.js'
import { digestIdentities, digestOf, identitiesSchema, type IdentityDigest } from '../identities/digest.js'
import type { VetoVerdict } from '../../db/rows.js'
import { contextSchema, seenOf, traceKeysOf, type Seen } from '../fraud/trace.js'
import type { Program } from '../standing/find.js'

export const signupSchema = z.strictObject({
  userId: field.userId,
  clickId: field.accompanying.nullish(),
  code: field.accompanying.nullish(),
  installReferrer: field.accompanying.nullish(),
  installBeganAt: z
    .union([field.accompanying, z.number().meta({ 'x-never-refused': true })])
    .nullish()
    .describe(
      'Of the Play Install Referrer: `installBeginTimestampServerSeconds`. A click after it did not cause the installation',
    ),
  identities: identitiesSchema.nullish(),
  country: field.countryOrEmpty.nullish(),
  birthYear: field.birthYear.nullish(),
  occurredAt: field.instantOrEmpty.nullish(),
  context: contextSchema
    .nullish()
    .describe('What the app saw of the friend, only for abuse rules. `ip` and `userAgent` are stored as digests'),
})

export interface SignupCommand {
  readonly userId: string
  readonly userDigest: string
  /** The account's id, if nobody knew it before. */
  readonly newOwnerId: string
  /** Whether a code was typed, valid or not. */
  readonly codeTyped: boolean
  readonly code: string | undefined
  /** Whether a click was named, by our id or another. */
  readonly clickNamed: boolean
  /** Clicks in order of preference: the named one, then the one in the install referrer. Only ids that we issued. */
  readonly clickIds: readonly string[]
  /** The clicks of `clickIds` that the install referrer names, and when the installation began, if that is known. */
  readonly installation: { readonly clickIds: ReadonlySet<string>; readonly beganAt: Date } | undefined
  readonly identities: readonly IdentityDigest[]
  readonly country: string | undefined
  readonly birthYear: number | undefined
  readonly occurredAt: Date | undefined
  /** For the rules of abuse. */
  readonly seen: Seen
  /** What the app said, if it was asked; undefined before that. `unneeded`: there is nothing to ask. */
  readonly veto: VetoVerdict | 'unneeded' | undefined
}

/**
 * @param numbers what chosen codes stand for: see person/chosen-code.ts
 * @throws AppError `request_invalid` for an invalid identity.
 */
export function prepareSignup(
  context: Context,
  program: Program,
  input: z.output<typeof signupSchema>,
  numbers: ReadonlyMap<string, string> = new Map(),
): SignupCommand {
  const identityKey = context.keys.key(program.keyVersion, 'identity')
  const { digests, values, errors } = digestIdentities(identityKey, input.identities ?? {}, input.country)
  if (errors.length > 0) throw requestInvalid(errors)
  const clicks = [input.clickId ?? '', input.installReferrer ?? ''] as const
  const clickKey = context.keys.key(program.keyVersion, 'click')
  const idsIn = (text: string) => (text === '' ? [] : readClickIds(clickKey, program.id, text))
  const [named, referred] = [idsIn(clicks[0]), idsIn(clicks[1])]
  const beganAt = readServerTime(input.installBeganAt)
  return {
    userId: input.userId,
    userDigest: digestOf(identityKey, 'user', input.userId),
    newOwnerId: newId(),
    codeTyped: Boolean(input.code) && !isBlank(input.code ?? ''),
    code: input.code ? (readCode(input.code) ?? numbers.get(input.code)) : undefined,
    clickNamed: !isBlank(clicks[0]) || namesClick(clicks[1]),
    clickIds: [...named, ...referred],
    installation: beganAt && referred.length > 0 ? { clickIds: new Set(referred), beganAt } : undefined,
    identities: digests,
    country: input.country ?? undefined,
    birthYear: input.birthYear ?? undefined,
    occurredAt: input.occurredAt ?? undefined,
    seen: seenOf(
      traceKeysOf(context.keys, program.keyVersion),
      { ...input.context, phone: values.phone, email: values.email },
      context.networks,
    ),
    veto: undefined,
  }
}
