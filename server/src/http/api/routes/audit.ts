/** The audit record of a program, and of the deployment. */
import * as z from 'zod'
import { peopleOf } from '../../../domain/audit/about.js'
import { listAudit } from '../../../domain/audit/list.js'
import { verifyAudit } from '../../../domain/audit/verify.js'
import type { Program } from '../../../domain/standing/find.js'
import { deployment } from '../../../domain/standing/audit-record.js'
import { toWire } from '../../../ids.js'
import * as field from '../../../schema.js'
import { permissionsOf } from '../../common/authentication.js'
import { list } from '../../common/list.js'
import { namesIn } from '../../common/names.js'
import { byId } from '../../common/paging.js'
import { route, type Route, type RouteSpec } from '../../common/route.js'

const entryView = z.object({
  id: z.string(),
  at: z.date(),
  actor: z.string(),
  actorName: z.string().nullable(),
  action: z.string(),
  subject: z.string().nullable(),
  about: z
    .object({ userId: z.string(), displayName: z.string().nullable() })
    .optional()
    .describe('The person whom the subject is about, for callers who may read participants'),
  address: z
    .string()
    .nullable()
    .describe('A digest: equal for two entries from one address; it does not reveal the address'),
  before: z.unknown(),
  after: z.unknown(),
})

const verificationView = z.object({
  ok: z.boolean(),
  sealed: z.int(),
  unsealed: z.int().describe('Entries since the last sweep, which seals once a minute'),
  broken: z.object({ position: z.int(), why: z.string() }).nullable(),
  head: z.string().describe('The last digest. Store it elsewhere: it later proves that nothing was cut off at the end'),
})

/** The record of a program, or of the deployment if the path names no program. */
function recordList(
  named: Pick<
    RouteSpec<z.ZodType, z.ZodType, z.ZodType, z.ZodType>,
    'path' | 'tag' | 'operationId' | 'summary' | 'permission'
  >,
): readonly Route[] {
  const ofRecord = (program: Program | undefined) => program ?? { id: deployment }
  return list({
    ...named,
    description: 'Each entry was written in the transaction of its change. Newest first.',
    filters: {
      actor: field.text(60).optional().describe('`owner`, or the id of a key or an operator'),
      action: field.text(60).optional().describe('For example `funding.add`'),
      subject: field.text(60).optional().describe('The id of the changed object'),
      from: field.instant.optional(),
      to: field.instant.optional().describe('Before this instant'),
    },
    item: entryView,
    order: byId,
    read:
      ({ service, program, query }) =>
      (page) =>
        listAudit(service.context.sql, ofRecord(program).id, query, page),
    view: async (entries, { service, program, actor }) => {
      const { id } = ofRecord(program)
      const mayKnow = permissionsOf(actor, id).has('participants:read')
      const [names, people] = await Promise.all([
        namesIn(
          service,
          { id },
          entries.map((entry) => entry.actor),
        ),
        peopleOf(service.context.sql, id, mayKnow ? entries.map(({ subject }) => subject) : []),
      ])
      return entries.map((entry) => {
        const about = people.get(entry.subject)
        return {
          ...entry,
          id: toWire('aud', entry.id),
          actorName: names.get(entry.actor) ?? null,
          ...(about !== undefined && { about }),
        }
      })
    },
    file: {
      summary: 'The same as a file',
      columns: [
        'id',
        'at',
        'actor',
        'actorName',
        'action',
        'subject',
        'address',
        ['before', ({ before }) => (before === null ? null : JSON.stringify(before))],
        ['after', ({ after }) => (after === null ? null : JSON.stringify(after))],
      ],
    },
  })
}

export const auditRoutes: readonly Route[] = [
  ...recordList({
    path: '/v1/programs/:program/audit',
    tag: 'operations',
    operationId: 'listAudit',
    summary: 'The audit record of a program: who changed what, before and after',
    permission: 'audit:read',
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program/audit/verify',
    tag: 'operations',
    operationId: 'verifyAudit',
    summary: 'Verify the audit chain of a program, and name the first changed or missing entry',
    permission: 'audit:read',
    response: verificationView,
    handle: ({ service, program }) => verifyAudit(service.context, program.id),
  }),
  ...recordList({
    path: '/v1/team/audit',
    tag: 'team',
    operationId: 'listTeamAudit',
    summary: 'The audit record of the team',
    permission: 'owner',
  }),
  route({
    method: 'GET',
    path: '/v1/team/audit/verify',
    tag: 'team',
    operationId: 'verifyTeamAudit',
    summary: 'Verify the audit chain of the team',
    permission: 'owner',
    response: verificationView,
    handle: ({ service }) => verifyAudit(service.context, deployment),
  }),
]
