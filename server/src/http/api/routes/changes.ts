/** The feed of changes, for the app's server. */
import * as z from 'zod'
import { eventOf } from '../../../domain/changes/event.js'
import { readChanges } from '../../../domain/changes/read.js'
import { standingOf } from '../../../domain/standing/find.js'
import { eventView } from '../../common/events.js'
import { decodeCursor, encodeCursor, feedPlace, limitDefault, pageQuery } from '../../common/paging.js'
import { route, type Route } from '../../common/route.js'

export const changeRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/programs/:program/changes',
    tag: 'changes',
    operationId: 'listChanges',
    summary: 'The feed: all changes, oldest first',
    description:
      'Store `nextCursor` and ask again with it. After a full page there is more. No change is ever skipped; the cursor is null only before the first change. Changes are kept for 90 days; an older cursor is a 410.',
    permission: 'changes:read',
    query: pageQuery,
    response: z.object({ items: z.array(eventView), nextCursor: z.string().nullable() }),
    handle: async ({ service, program, query }) => {
      const after = decodeCursor(feedPlace, query.cursor)
      const { inForce } = await standingOf(service.context, program.id)
      const changes = await readChanges(service.context.sql, program.id, after, query.limit ?? limitDefault)
      const telling = { ...inForce.terms, slug: program.slug }
      const last = changes.at(-1)
      return {
        items: changes.map((change) => eventOf(change, telling)),
        nextCursor: last ? encodeCursor(feedPlace, last.place) : (query.cursor ?? null),
      }
    },
  }),
]
