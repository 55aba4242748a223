/** The hot command: an app reports a new account. Its fields, and how they are prepared for a batch. */
import { z } from 'zod'
import { AppError } from '../../errors.js'
import { newId } from '../../ids.js'
import { readAddress } from '../../readers/address.js'
import { namesClick, readClickIds } from '../../readers/click-id.js'
import { readCode } from '../../readers/code.js'
import { isBlank } from '../../readers/text.js'
import { readUserAgent } from '../../readers/user-agent.js'
import * as field from '../../schema.js'
import type { Context } from '../standing/context.js'
import {
  addressDigest,
  agentDigest,
  digestIdentities,
  digestOf,
  identitiesSchema,
  type IdentityDigest,
} from '../identities/digest.js'
import type { Program } from '../standing/find.js'

export const signupSchema = z.strictObject({
  userId: field.userId,
  clickId: field.accompanying.nullish(),
  code: field.accompanying.nullish(),
  installReferrer: field.accompanying.nullish(),
  identities: identitiesSchema.nullish(),
  country: field.countryOrEmpty.nullish(),
  birthYear: field.birthYear.nullish(),
  occurredAt: field.instantOrEmpty.nullish(),
  context: z
    .strictObject({ ip: field.accompanying.nullish(), userAgent: field.accompanying.nullish() })
    .nullish()
    .describe('What the app saw of the friend; stored as digests, only for abuse rules'),
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
  readonly identities: readonly IdentityDigest[]
  readonly country: string | undefined
  readonly birthYear: number | undefined
  readonly occurredAt: Date | undefined
  /** Keyed digests of what the app saw of the friend. */
  readonly address: string | null
  readonly agent: string | null
}

/** @throws AppError `request_invalid` for an invalid identity. */
export function prepareSignup(context: Context, program: Program, input: z.output<typeof signupSchema>): SignupCommand {
  const identityKey = context.keys.key(program.keyVersion, 'identity')
  const { digests, errors } = digestIdentities(identityKey, input.identities ?? {}, input.country)
  const addressKey = context.keys.key(program.keyVersion, 'address')
  if (errors.length > 0) throw new AppError('request_invalid', 'An identity cannot be read.', { fields: errors })
  const clicks = [input.clickId ?? '', input.installReferrer ?? ''] as const
  const clickKey = context.keys.key(program.keyVersion, 'click')
  return {
    userId: input.userId,
    userDigest: digestOf(identityKey, 'user', input.userId),
    newOwnerId: newId(),
    codeTyped: Boolean(input.code) && !isBlank(input.code ?? ''),
    code: input.code ? readCode(input.code) : undefined,
    clickNamed: !isBlank(clicks[0]) || namesClick(clicks[1]),
    clickIds: clicks.flatMap((text) => (text === '' ? [] : readClickIds(clickKey, program.id, text))),
    identities: digests,
    country: input.country ?? undefined,
    birthYear: input.birthYear ?? undefined,
    occurredAt: input.occurredAt ?? undefined,
    ...seenOf(addressKey, input.context ?? {}),
  }
}

type Seen = NonNullable<z.output<typeof signupSchema>['context']>

function seenOf(key: Buffer, { ip, userAgent }: Seen): Pick<SignupCommand, 'address' | 'agent'> {
  const address = ip ? readAddress(ip) : undefined
  const agent = userAgent ? readUserAgent(userAgent) : undefined
  return {
    address: address === undefined ? null : addressDigest(key, address),
    agent: agent === undefined ? null : agentDigest(key, agent),
  }
}
