/** Programs: created, read, changed, funded, and led through their life. */
import { z } from 'zod'
import { changeProgram, changeSchema, announcementHours } from '../../domain/programs/change.js'
import { advanceClock, advanceSchema } from '../../domain/programs/advance-clock.js'
import { createProgram, createSchema } from '../../domain/programs/create.js'
import { standingOf, type Program } from '../../domain/programs/find.js'
import { fundingSchema, fundProgram } from '../../domain/programs/fund.js'
import { moveProgram, type LifeVerb } from '../../domain/programs/states.js'
import { toWire } from '../../ids.js'
import type { Service } from '../../service.js'
import { sees } from '../authentication.js'
import { pageQuery, limitDefault, encodeCursor, decodeCursor } from '../cursors.js'
import { route, type Route } from '../route.js'
import { pageOf, programView, viewProgram } from '../views.js'

async function view(service: Service, program: Program) {
  return viewProgram(program, await standingOf(service.context, program.id))
}

const fundingView = z.object({
  id: z.string(),
  reference: z.string(),
  amountMinor: z.bigint(),
  currency: z.string(),
  fundedAt: z.date(),
})

const lifeVerbs: Record<LifeVerb, string> = {
  launch: 'Launch a draft: live at once, or scheduled until it starts',
  pause: 'Pause: links work uncredited; clicks made while live still count',
  resume: 'Resume a paused program',
}

export const programRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/v1/programs',
    audit: 'program.create',
    summary: 'Create a program: a draft with empty books',
    permission: 'owner',
    body: createSchema,
    response: programView,
    status: 201,
    handle: async ({ service, body }) => view(service, await createProgram(service.context, body)),
  }),
  route({
    method: 'GET',
    path: '/v1/programs',
    summary: 'The programs that the caller may see',
    permission: 'any',
    query: pageQuery,
    response: pageOf(programView),
    handle: async ({ service, actor, query }) => {
      const [after] = decodeCursor(query.cursor, [z.string().regex(/^[0-9]{1,9}$/)]) ?? ['0']
      const limit = query.limit ?? limitDefault
      const visible = (await service.programs.list()).filter(
        (program) => program.id > Number(after) && sees(actor, program.id),
      )
      const page = visible.slice(0, limit)
      const last = page.at(-1)
      return {
        items: await Promise.all(page.map((program) => view(service, program))),
        nextCursor: visible.length > limit && last !== undefined ? encodeCursor([String(last.id)]) : null,
      }
    },
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program',
    summary: 'A program: its terms in force, what is announced, its balances',
    permission: 'programs:read',
    response: programView,
    handle: ({ service, program }) => view(service, program),
  }),
  route({
    method: 'PATCH',
    path: '/v1/programs/:program',
    audit: 'program.change',
    summary: 'Change the terms',
    description: `Once launched, better terms take effect at once and worse ones ${announcementHours} hours after they are announced. Currency, time zone and slug are fixed then; the minimum cash-out may only fall; the end comes earlier only by closing.`,
    permission: 'programs:write',
    body: changeSchema,
    response: programView,
    handle: async ({ service, program, body }) => view(service, await changeProgram(service.context, program, body)),
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/fundings',
    audit: 'funding.add',
    summary: 'Set money aside',
    description: 'The reference is unique in the program: the same one with the same amount is the same money.',
    permission: 'fundings:write',
    body: fundingSchema,
    response: fundingView,
    status: 201,
    handle: async ({ service, program, body, setStatus }) => {
      const { funding, created } = await fundProgram(service.context, program, body)
      if (!created) setStatus(200)
      const { inForce } = await standingOf(service.context, program.id)
      return { ...funding, id: toWire('fnd', funding.id), currency: inForce.terms.currency }
    },
  }),
  ...(Object.keys(lifeVerbs) as LifeVerb[]).map((verb) =>
    route({
      method: 'POST',
      path: `/v1/programs/:program/${verb}`,
      audit: `program.${verb}`,
      summary: lifeVerbs[verb],
      permission: 'programs:write',
      response: programView,
      handle: async ({ service, program }) => {
        await moveProgram(service.context, program, verb)
        return view(service, program)
      },
    }),
  ),
  route({
    method: 'POST',
    path: '/v1/programs/:program/clock/advance',
    audit: 'clock.advance',
    summary: "Move a test program's clock ahead, and do what fell due",
    permission: 'clock:write',
    body: advanceSchema,
    response: z.object({ now: z.date() }),
    handle: async ({ service, program, body }) => ({ now: await advanceClock(service.context, program, body.seconds) }),
  }),
]
