/** For whoever runs a program: its numbers, its ledger's proof, its keys. */
import { z } from 'zod'
import { keySchema, listKeys, makeKey, revokeKey } from '../../../domain/keys/keys.js'
import { checkBooks } from '../../../domain/sweeps/check-books.js'
import { readFigures } from '../../../domain/programs/statistics.js'
import { standingOf } from '../../../domain/standing/find.js'
import { AppError } from '../../../errors.js'
import { fromWire } from '../../../ids.js'
import type { Actor } from '../../common/authentication.js'
import { wholeCsvFile } from '../../common/csv.js'
import { fileRoute, route, type Route } from '../../common/route.js'
import { keyView, viewKey } from '../../common/views.js'

const amount = z.bigint()

/** @throws AppError `permission_denied` */
function rateOf({ callsPerSecondMax }: z.output<typeof keySchema>, actor: Actor): number | null {
  const held = actor.kind === 'key' ? actor.callsPerSecondMax : null
  const wanted = callsPerSecondMax ?? held
  if (held === null || (wanted ?? Infinity) <= held) return wanted
  throw new AppError('permission_denied', `A key can give no more calls a second than it has: ${held}.`)
}

export const operationRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/programs/:program/stats',
    tag: 'operations',
    operationId: 'getProgramsStats',
    summary: 'What the program did, in numbers',
    permission: 'statistics:read',
    response: z.object({
      currency: z.string(),
      clicks: z.int(),
      clicksByChannel: z.record(z.string(), z.int()),
      signups: z.int(),
      referred: z.int(),
      organic: z.int(),
      refused: z.int(),
      reasons: z.record(z.string(), z.int()),
      fundedMinor: amount,
      budgetMinor: amount,
      reservedMinor: amount,
      rewardsHeldMinor: amount,
      rewardsAvailableMinor: amount,
      clearingMinor: amount.describe('On its way to wallets, without what is lost'),
      paidMinor: amount.describe('Received by people, without what is lost'),
      returnedMinor: amount,
      reversedMinor: amount.describe('Promised once and gone back to the budget'),
      lossMinor: amount.describe('Reversed after the cash-out and not recovered; in none of the sums above'),
    }),
    handle: async ({ service, program }) => {
      const { inForce } = await standingOf(service.context, program.id)
      return { currency: inForce.terms.currency, ...(await readFigures(service.context.sql, program.id)).statistics }
    },
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program/ledger/verify',
    tag: 'operations',
    operationId: 'getProgramsLedgerVerify',
    summary: 'Recompute every balance from the transfers, and name any difference',
    description: "The outcome is kept and told on the program's public page.",
    permission: 'ledger:read',
    response: z.object({
      ok: z.boolean(),
      transfers: z.int(),
      differences: z.array(
        z.object({
          kind: z.string(),
          account: z.string(),
          userId: z.string().optional(),
          recordedMinor: amount,
          recomputedMinor: amount,
        }),
      ),
    }),
    handle: async ({ service, program }) => {
      const { now } = await standingOf(service.context, program.id)
      const verification = await checkBooks(service.context, program.id, now)
      return { ...verification, differences: [...verification.differences] }
    },
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/keys',
    tag: 'operations',
    operationId: 'postProgramsKeys',
    audit: 'key.make',
    summary: "Make an API key for the app's server; its secret is shown this once",
    description:
      'A key that a key makes has no more permissions than its maker, expires no later, and is revoked with it. Make the successor of a key as an operator.',
    permission: 'keys:write',
    body: keySchema,
    response: keyView.extend({ secret: z.string() }),
    status: 201,
    handle: async ({ service, program, body, actor }) => {
      const { key, secret } = await makeKey(service.context, program, {
        ...body,
        callsPerSecondMax: rateOf(body, actor),
      })
      return { ...viewKey(key), secret }
    },
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program/keys',
    tag: 'operations',
    operationId: 'getProgramsKeys',
    summary: 'The API keys of a program, without their secrets',
    permission: 'keys:write',
    response: z.object({ items: z.array(keyView), nextCursor: z.null() }),
    handle: async ({ service, program }) => ({
      items: (await listKeys(service.context, program)).map(viewKey),
      nextCursor: null,
    }),
  }),
  fileRoute({
    path: '/v1/programs/:program/keys.csv',
    tag: 'operations',
    operationId: 'getProgramsKeys.csv',
    summary: 'The API keys as a file',
    permission: 'keys:write',
    lines: async ({ service, program }) =>
      wholeCsvFile(
        [
          'id',
          'name',
          'permissions',
          'callsPerSecondMax',
          'createdAt',
          'expiresAt',
          'revokedAt',
          'lastUsedAt',
          'madeBy',
          'person',
        ],
        (await listKeys(service.context, program)).map(viewKey).map((key) => ({
          ...key,
          permissions: key.permissions.join(' '),
        })),
      ),
  }),
  route({
    method: 'DELETE',
    path: '/v1/programs/:program/keys/:key',
    tag: 'operations',
    operationId: 'deleteProgramsKeysOne',
    audit: 'key.revoke',
    summary: 'Revoke a key and the keys that it made: here at once, in other processes within five seconds',
    permission: 'keys:write',
    params: z.object({ program: z.string(), key: z.string() }),
    response: z.object({ revoked: z.literal(true) }),
    handle: async ({ service, program, params }) => {
      const keyId = fromWire('key', params.key)
      if (keyId === undefined) throw new AppError('key_not_found', 'This program has no key of this id.')
      await revokeKey(service.context, program, keyId)
      service.keyHolders.forget()
      return { revoked: true as const }
    },
  }),
]
