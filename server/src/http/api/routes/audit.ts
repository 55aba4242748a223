/** The record of what people and keys changed: of a program, and of the deployment itself. */
import { z } from 'zod'
import { listAudit, namesOf, type AuditEntry, type AuditFilter } from '../../../domain/audit/list.js'
import { deployment } from '../../../domain/standing/record.js'
import { verifyAudit } from '../../../domain/audit/verify.js'
import { fromWire, toWire } from '../../../ids.js'
import * as field from '../../../schema.js'
import type { Service } from '../../../service.js'
import { csvFile, csvPageRows } from '../../common/csv.js'
import { cutPage, decodeCursor, limitDefault, pageQuery } from '../../common/cursors.js'
import { fileRoute, route, type Route } from '../../common/route.js'
import { pageOf } from '../../common/views.js'

const filters = {
  actor: field.text(60).optional().describe('`owner`, or the id of a key or an operator'),
  action: field.text(60).optional().describe('For example `funding.add`'),
  subject: field.text(60).optional().describe('The id of the changed object'),
  from: field.instant.optional(),
  to: field.instant.optional().describe('Before this instant'),
}
const listQuery = pageQuery.extend(filters)
const fileQuery = z.strictObject(filters)

const entryView = z.object({
  id: z.string(),
  at: z.date(),
  actor: z.string(),
  actorName: z.string().nullable(),
  action: z.string(),
  subject: z.string().nullable(),
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

async function listed(service: Service, programId: number, query: z.output<typeof listQuery>) {
  const { limit = limitDefault, cursor, ...filter } = query
  const after = decodeCursor(cursor, [z.uuid()])?.[0]
  const found = await named(service, programId, filter, limit + 1, after)
  const { page, nextCursor } = cutPage(found, limit, (last) => [last.id])
  return {
    items: page.map((entry) => ({ ...entry, id: toWire('aud', entry.id) })),
    nextCursor,
  }
}

/** A page with the names of those who acted. */
async function named(
  service: Service,
  programId: number,
  filter: AuditFilter,
  limit: number,
  after: string | undefined,
): Promise<AuditEntry[]> {
  const { sql } = service.context
  const entries = await listAudit(sql, programId, filter, limit, after)
  const actors = [...new Set(entries.map(({ actor }) => actor))].flatMap((actor) => {
    const found = actorIdOf(actor)
    return found === undefined ? [] : [{ actor, ...found }]
  })
  const names = await namesOf(sql, programId, actors)
  const nameOf = new Map(actors.map(({ actor, id }) => [actor, names.get(id) ?? null]))
  return entries.map((entry) => ({ ...entry, actorName: nameOf.get(entry.actor) ?? null }))
}

function actorIdOf(actor: string): { kind: 'opr' | 'key'; id: string } | undefined {
  for (const kind of ['opr', 'key'] as const) {
    const id = fromWire(kind, actor)
    if (id !== undefined) return { kind, id }
  }
  return undefined
}

const columns = ['id', 'at', 'actor', 'actorName', 'action', 'subject', 'address', 'before', 'after']

function linesOf(service: Service, programId: number, filter: AuditFilter): AsyncIterable<string> {
  return csvFile<AuditEntry>(
    columns,
    (one) => [
      toWire('aud', one.id),
      one.at,
      one.actor,
      one.actorName,
      one.action,
      one.subject,
      one.address,
      one.before === null ? null : JSON.stringify(one.before),
      one.after === null ? null : JSON.stringify(one.after),
    ],
    (after) => named(service, programId, filter, csvPageRows, after?.id),
  )
}

const description = 'Each entry was written in the transaction of its change. Newest first.'

export const auditRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/programs/:program/audit',
    tag: 'operations',
    operationId: 'getProgramsAudit',
    summary: 'The audit record of a program: who changed what, before and after',
    description,
    permission: 'audit:read',
    query: listQuery,
    response: pageOf(entryView),
    handle: ({ service, program, query }) => listed(service, program.id, query),
  }),
  fileRoute({
    path: '/v1/programs/:program/audit.csv',
    tag: 'operations',
    operationId: 'getProgramsAudit.csv',
    summary: 'The same as a file',
    permission: 'audit:read',
    query: fileQuery,
    lines: async ({ service, program, query }) => linesOf(service, program.id, query),
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program/audit/verify',
    tag: 'operations',
    operationId: 'getProgramsAuditVerify',
    summary: 'Verify the audit chain of a program, and name the first changed or missing entry',
    permission: 'audit:read',
    response: verificationView,
    handle: ({ service, program }) => verifyAudit(service.context, program.id),
  }),
  route({
    method: 'GET',
    path: '/v1/team/audit',
    tag: 'team',
    operationId: 'getTeamAudit',
    summary: 'The audit record of the team',
    description,
    permission: 'owner',
    query: listQuery,
    response: pageOf(entryView),
    handle: ({ service, query }) => listed(service, deployment, query),
  }),
  fileRoute({
    path: '/v1/team/audit.csv',
    tag: 'team',
    operationId: 'getTeamAudit.csv',
    summary: 'The same as a file',
    permission: 'owner',
    query: fileQuery,
    lines: async ({ service, query }) => linesOf(service, deployment, query),
  }),
  route({
    method: 'GET',
    path: '/v1/team/audit/verify',
    tag: 'team',
    operationId: 'getTeamAuditVerify',
    summary: 'Verify the audit chain of the team',
    permission: 'owner',
    response: verificationView,
    handle: ({ service }) => verifyAudit(service.context, deployment),
  }),
]
