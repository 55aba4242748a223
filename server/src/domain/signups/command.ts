/** The hot command: an app reports that a new account was opened. What it may say, and how that is made ready for a batch. */
import { isIP } from 'node:net'
import { z } from 'zod'
import { minuteMs, dayMs } from '../../clock.js'
import { AppError } from '../../errors.js'
import { newId } from '../../ids.js'
import * as field from '../../schema.js'
import { clickIdOfReferrer, parseClickId } from '../clicks/click-id.js'
import type { Context } from '../context.js'
import {
  addressDigest,
  agentDigest,
  digestIdentities,
  digestOf,
  identitiesSchema,
  type IdentityDigest,
} from '../identities/digest.js'
import { parseCode } from '../links/code.js'
import type { Program } from '../programs/find.js'

export const occurredAheadMsMax = 5 * minuteMs
export const occurredAgoMsMax = 7 * dayMs

/** The region of a phone number without a country code, where the signup names no country. */
export const defaultRegion = 'BD'

export const signupSchema = z.strictObject({
  userId: field.userId,
  clickId: field.textOrEmpty(200).nullish(),
  code: field.textOrEmpty(40).nullish(),
  installReferrer: field.textOrEmpty(2000).nullish(),
  identities: identitiesSchema.nullish(),
  country: field.country.nullish(),
  birthYear: field.birthYear.nullish(),
  occurredAt: field.instant.nullish(),
  context: z
    .strictObject({
      ip: z
        .string()
        .max(45)
        .refine((ip) => isIP(ip) !== 0, 'must be an IP address')
        .nullish(),
      userAgent: field.text(1000).nullish(),
    })
    .nullish()
    .describe('What the app saw of the friend; for abuse rules alone, kept as digests'),
})

export interface SignupCommand {
  readonly userId: string
  readonly userDigest: string
  /** The account's id if nobody knew it before. */
  readonly newOwnerId: string
  /** Whether anything was typed as a code, valid or not. */
  readonly codeTyped: boolean
  readonly code: string | undefined
  /** Clicks in order of preference: the one named, then the one in the install referrer. Only ids that we made. */
  readonly clickIds: readonly string[]
  readonly identities: readonly IdentityDigest[]
  readonly country: string | undefined
  readonly birthYear: number | undefined
  readonly occurredAt: Date | undefined
  /** Keyed digests of what the app saw of the friend. */
  readonly address: string | null
  readonly agent: string | null
}

/** @throws AppError `request_invalid` for an identity that cannot be one. */
export function prepareSignup(context: Context, program: Program, input: z.output<typeof signupSchema>): SignupCommand {
  const identityKey = context.keys.key(program.keyVersion, 'identity')
  const { digests, errors } = digestIdentities(identityKey, input.identities ?? {}, input.country ?? defaultRegion)
  const addressKey = context.keys.key(program.keyVersion, 'address')
  if (errors.length > 0) throw new AppError('request_invalid', 'An identity cannot be read.', { fields: errors })
  return {
    userId: input.userId,
    userDigest: digestOf(identityKey, 'user', input.userId),
    newOwnerId: newId(),
    codeTyped: Boolean(input.code?.trim()),
    code: input.code ? parseCode(input.code) : undefined,
    clickIds: clickIdsOf(context, program, input),
    identities: digests,
    country: input.country ?? undefined,
    birthYear: input.birthYear ?? undefined,
    occurredAt: input.occurredAt ?? undefined,
    address: input.context?.ip ? addressDigest(addressKey, input.context.ip) : null,
    agent: input.context?.userAgent ? agentDigest(addressKey, input.context.userAgent) : null,
  }
}

function clickIdsOf(context: Context, program: Program, input: z.output<typeof signupSchema>): string[] {
  const written = [input.clickId, input.installReferrer ? clickIdOfReferrer(input.installReferrer) : undefined]
  const key = context.keys.key(program.keyVersion, 'click')
  return written.flatMap((text) => (text ? (parseClickId(key, program.id, text) ?? []) : []))
}

/** When it happened, or the failure when that is too long ago or ahead. */
export function occurredAtOf(command: { occurredAt: Date | undefined }, now: Date): Date | AppError {
  if (command.occurredAt === undefined) return now
  const aheadMs = command.occurredAt.getTime() - now.getTime()
  if (aheadMs <= occurredAheadMsMax && -aheadMs <= occurredAgoMsMax) return command.occurredAt
  return new AppError('occurred_at_out_of_range', 'occurredAt must lie within the last 7 days.', {
    fields: [{ path: 'occurredAt', message: 'must be at most 7 days ago and at most 5 minutes ahead' }],
  })
}
