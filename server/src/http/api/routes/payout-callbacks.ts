/**
 * Attached providers report payments here. They have no key: a call is authenticated by its signature over the raw
 * body.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { takeCallback } from '../../../domain/payouts/providers/attached/callback.js'
import { headers } from '../../../domain/payouts/providers/attached/contract.js'
import type { Program } from '../../../domain/standing/find.js'
import { toWire } from '../../../ids.js'
import type { Service } from '../../../service.js'
import { refuseEncoded } from '../../common/json-body.js'

const bodyBytesMax = 16 * 1024

export function callbackAddress(publicUrl: string, program: Pick<Program, 'uid'>, provider: string): string {
  return `${publicUrl}/payout-callbacks/${toWire('prg', program.uid)}/${provider}`
}

export function mountPayoutCallbacks(app: FastifyInstance, service: Service): void {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    scope.route<{ Params: { program: string; provider: string } }>({
      method: 'POST',
      url: '/payout-callbacks/:program/:provider',
      bodyLimit: bodyBytesMax,
      onRequest: async (request) => refuseEncoded(request.headers['content-encoding']),
      handler: async (request) => {
        const { program, provider } = request.params
        await takeCallback(service.context, await service.programs.find(program), provider, {
          request: headerOf(request, headers.request),
          timestamp: headerOf(request, headers.timestamp),
          signature: headerOf(request, headers.signature),
          body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
        })
        return { taken: true }
      },
    })
  })
}

function headerOf({ headers: given }: FastifyRequest, name: string): string {
  const value = given[name]
  return typeof value === 'string' ? value : ''
}
