/** The API keys of a program: created, listed, revoked. */
import * as z from 'zod'
import { keySchema, listKeys, makeKey, revokeKey } from '../../../domain/keys/keys.js'
import { AppError } from '../../../errors.js'
import { fromWire } from '../../../ids.js'
import type { Actor } from '../../common/authentication.js'
import { wholeList } from '../../common/list.js'
import { route, type Route } from '../../common/route.js'
import { keyView, viewKey } from '../../common/views.js'

/** @throws AppError `permission_denied` */
function rateOf({ callsPerSecondMax }: z.output<typeof keySchema>, actor: Actor): number | null {
  const held = actor.kind === 'key' ? actor.callsPerSecondMax : null
  const wanted = callsPerSecondMax ?? held
  if (held === null || (wanted ?? Infinity) <= held) return wanted
  throw new AppError('permission_denied', `A key can give no more calls a second than it has: ${held}.`)
}

export const keyRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/v1/programs/:program/keys',
    tag: 'operations',
    operationId: 'createKey',
    audit: 'key.make',
    summary: "Create an API key for the app's server; its secret is shown once",
    description:
      'A key created by a key has no more permissions than its maker, expires no later, and is revoked with it. To replace a key, create the new one as an operator.',
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
  ...wholeList({
    path: '/v1/programs/:program/keys',
    tag: 'operations',
    operationId: 'listKeys',
    summary: 'The API keys of a program, without their secrets',
    permission: 'keys:write',
    item: keyView,
    read: async ({ service, program }) => (await listKeys(service.context, program)).map(viewKey),
    file: {
      summary: 'The API keys as a file',
      columns: [
        'id',
        'name',
        ['permissions', ({ permissions }) => permissions.join(' ')],
        'callsPerSecondMax',
        'createdAt',
        'expiresAt',
        'revokedAt',
        'lastUsedAt',
        'madeBy',
        'person',
      ],
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/programs/:program/keys/:key',
    tag: 'operations',
    operationId: 'revokeKey',
    audit: 'key.revoke',
    summary: 'Revoke a key and the keys that it created: at once in this process, within five seconds in others',
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
