/** Everything that is kept about one person, for a person who asks for it. */
import * as z from 'zod'
import { exportParticipant, type ExportItem, type ExportPlace } from '../../../domain/participants/export.js'
import { leftOut, parts } from '../../../domain/participants/export-parts.js'
import * as field from '../../../schema.js'
import { shownAs } from '../../common/json-schema.js'
import { pageQuery, readPage, type Order } from '../../common/paging.js'
import { route, type Route } from '../../common/route.js'

const exportView = z.object({
  items: z.array(
    z.object({
      part: z.string().describe('The name of the part, from `parts`'),
      kept: shownAs(() => ({ type: 'object', additionalProperties: true })).describe('The row, in plain words'),
    }),
  ),
  nextCursor: z.string().nullable(),
  parts: z.array(z.object({ name: z.string(), what: z.string(), tables: z.array(z.string()) })),
  leftOut: z
    .array(z.object({ tables: z.array(z.string()), why: z.string() }))
    .describe('Tables that say something of people and are not copied, with the reason'),
})

const byPartAndKey: Order<ExportItem, ExportPlace> = {
  placeOf: ({ part, key }) => ({ part, key }),
  place: z.codec(z.tuple([z.string().regex(/^[0-9]{1,2}$/), z.string().max(200)]), z.custom<ExportPlace>(), {
    decode: ([part, key]) => ({ part: Number(part), key }),
    encode: ({ part, key }) => [String(part), key] as [string, string],
  }),
}

export const participantExportRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/programs/:program/participants/:userId/export',
    tag: 'participants',
    operationId: 'listParticipantData',
    audit: 'participant.export',
    summary: 'Everything that is kept about one account, a page at a time',
    description:
      'For a person who asks what is known about them. It names no other person, and an account number only by its last digits. Each page leaves an entry in the audit record. Data that nobody can read, and the signs of abuse, are left out: `leftOut` says why.',
    permission: 'participants:read',
    params: z.object({ program: z.string(), userId: field.userIdOrErased }),
    query: pageQuery,
    response: exportView,
    handle: async ({ service, program, params: { userId }, query }) => {
      const { rows, nextCursor } = await readPage(byPartAndKey, query, (page) =>
        exportParticipant(service.context, program, userId, page),
      )
      return {
        items: rows.map(({ name, kept }) => ({ part: name, kept })),
        nextCursor,
        parts: parts.map(({ name, what, tables }) => ({ name, what, tables: [...tables] })),
        leftOut: leftOut.map(({ tables, why }) => ({ tables: [...tables], why })),
      }
    },
  }),
]
