/** Programs: created, read, changed, funded, and moved between states. */
import * as z from 'zod'
import { changeProgram, changeSchema, announcementHours } from '../../../domain/programs/change.js'
import { beginExampleFill, readExampleFill } from '../../../domain/example/fill.js'
import { advanceClock, advanceSchema } from '../../../domain/sweeps/advance-clock.js'
import { createProgram, createSchema } from '../../../domain/programs/create.js'
import { destinationStates } from '../../../domain/programs/destination.js'
import { standingOf, type Program } from '../../../domain/standing/find.js'
import {
  confirmFunding,
  fundingSchema,
  fundProgram,
  listFundings,
  withdrawFunding,
  type Funding,
} from '../../../domain/programs/fund.js'
import { readLaunchChecks } from '../../../domain/programs/launch-checks.js'
import { methodKinds } from '../../../domain/standing/method-kinds.js'
import { moveProgram, type LifeVerb } from '../../../domain/programs/states.js'
import { AppError, must } from '../../../errors.js'
import { fromWire, toWire } from '../../../ids.js'
import type { Service } from '../../../service.js'
import { nameOf, sees } from '../../common/authentication.js'
import { list } from '../../common/list.js'
import { namesIn } from '../../common/names.js'
import { byId, byNumber } from '../../common/paging.js'
import { route, type Route } from '../../common/route.js'
import { programView, viewProgram } from '../../common/views.js'

async function view(service: Service, program: Program) {
  return viewProgram(program, await standingOf(service.context, program.id))
}

const fundingState = z.enum(['waiting', 'funded', 'withdrawn'])

const fundingView = z.object({
  id: z.string(),
  reference: z.string(),
  amountMinor: z.bigint(),
  currency: z.string(),
  state: fundingState.describe('`waiting`: another operator must confirm it'),
  askedBy: z.string().nullable().describe('Null if one person was enough'),
  askedByName: z.string().nullable().describe('The name of an operator or a key'),
  askedAt: z.date().nullable(),
  decidedBy: z.string().nullable(),
  fundedAt: z.date().nullable(),
})

const launchChecksView = z.object({
  members: z.object({
    count: z.int().describe('People reported as members'),
    isMore: z.boolean().describe('There are more than `count`'),
  }),
  destination: z.object({
    url: z.string(),
    state: z.enum(destinationStates).describe('`not_asked`: the program has no address that the service can call'),
    status: z.int().nullable().describe('HTTP status of the answer; redirects are not followed'),
    tookMs: z.int(),
    checkedAt: z.date().describe('Real time'),
  }),
  payouts: z.array(
    z.object({
      kind: z.enum(methodKinds),
      minimumMinor: z
        .bigint()
        .nullable()
        .describe('The smallest amount that its provider pays; null if nothing can be paid to this kind now'),
    }),
  ),
})

const fundingParams = z.object({ program: z.string(), funding: z.string() })

async function viewFundings(
  service: Service,
  program: Program,
  fundings: readonly Funding[],
): Promise<z.input<typeof fundingView>[]> {
  const { inForce } = await standingOf(service.context, program.id)
  const { currency } = inForce.terms
  const askers = fundings.map(({ askedBy }) => askedBy)
  const people = await namesIn(service, program, askers)
  return fundings.map((funding) => ({
    ...funding,
    id: toWire('fnd', funding.id),
    askedByName: people.get(funding.askedBy) ?? null,
    currency,
  }))
}

async function viewFunding(service: Service, program: Program, funding: Funding): Promise<z.input<typeof fundingView>> {
  const [viewed] = await viewFundings(service, program, [funding])
  return must(viewed, 'one view of one funding')
}

function fundingIdOf(wire: string): string {
  const id = fromWire('fnd', wire)
  if (id === undefined) throw new AppError('funding_not_found', 'This program has no funding of this id.')
  return id
}

const lifeVerbs: Record<LifeVerb, { readonly operationId: string; readonly summary: string }> = {
  launch: {
    operationId: 'launchProgram',
    summary: 'Launch a draft: live at once, or scheduled for its start',
  },
  pause: {
    operationId: 'pauseProgram',
    summary: 'Pause: links work without credit; clicks made while live still count',
  },
  resume: { operationId: 'resumeProgram', summary: 'Resume a paused program' },
}

const exampleView = z.object({
  state: z.enum(['none', 'offered', 'running', 'done']),
  lived: z.int().describe('How many days are lived'),
  days: z.int(),
})

export const programRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/v1/programs',
    tag: 'programs',
    operationId: 'createProgram',
    audit: 'program.create',
    summary: 'Create a program: a draft with empty books',
    permission: 'owner',
    body: createSchema,
    response: programView,
    status: 201,
    handle: async ({ service, body }) => view(service, await createProgram(service.context, body)),
  }),
  ...list({
    path: '/v1/programs',
    tag: 'programs',
    operationId: 'listPrograms',
    summary: 'The programs visible to the caller',
    permission: 'any',
    item: programView,
    order: byNumber(({ id }: Program) => id),
    read:
      ({ service, actor }) =>
      async ({ limit, after = 0 }) =>
        (await service.programs.list()).filter(({ id }) => id > after && sees(actor, id)).slice(0, limit),
    view: (programs, { service }) => Promise.all(programs.map((program) => view(service, program))),
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program',
    tag: 'programs',
    operationId: 'getProgram',
    summary: 'A program: its terms in force, announced versions, and balances',
    permission: 'programs:read',
    response: programView,
    handle: ({ service, program }) => view(service, program),
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program/launch-checks',
    tag: 'programs',
    operationId: 'getLaunchChecks',
    summary:
      'Advisory checks before the launch that need more than the terms: members, the web address, provider limits',
    description: 'The web address is called, for at most ten seconds. The result never prevents a launch.',
    permission: 'programs:read',
    response: launchChecksView,
    handle: async ({ service, program }) => {
      const { members, destination, payouts } = await readLaunchChecks(service.context, program)
      return { members, destination, payouts: [...payouts] }
    },
  }),
  route({
    method: 'PATCH',
    path: '/v1/programs/:program',
    tag: 'programs',
    operationId: 'changeProgram',
    audit: 'program.change',
    summary: 'Change the terms',
    description: `A field that is sent is replaced as a whole: \`destinations\`, \`caps\` and the like with all that is in them. Once launched, better terms take effect at once and worse ones ${announcementHours} hours after they are announced. Currency, time zone and slug are fixed then; the minimum cash-out may only fall; the end comes earlier only by closing; the start is fixed once the program has begun.`,
    permission: 'programs:write',
    body: changeSchema,
    response: programView,
    handle: async ({ service, program, body }) => view(service, await changeProgram(service.context, program, body)),
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/fundings',
    tag: 'programs',
    operationId: 'addFunding',
    otherStatuses: [200, 202],
    repeatable: true,
    audit: 'funding.add',
    summary: 'Set money aside',
    description:
      'The reference is unique in the program: the same reference and amount is the same money. If the terms require a second person, the answer is 202 and the money waits for their confirmation.',
    permission: 'fundings:write',
    body: fundingSchema,
    response: fundingView,
    status: 201,
    handle: async ({ service, program, body, setStatus }) => {
      const { funding, created } = await fundProgram(service.context, program, body)
      if (!created) setStatus(200)
      if (funding.state === 'waiting') setStatus(202)
      return viewFunding(service, program, funding)
    },
  }),
  ...list({
    path: '/v1/programs/:program/fundings',
    tag: 'programs',
    operationId: 'listFundings',
    summary: 'Fundings, and requests that wait for a second person; newest first',
    permission: 'ledger:read',
    filters: { state: fundingState.optional() },
    item: fundingView,
    order: byId,
    read:
      ({ service, program, query: { state } }) =>
      (page) =>
        listFundings(service.context.sql, program.id, state, page),
    view: (fundings, { service, program }) => viewFundings(service, program, fundings),
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/fundings/:funding/confirm',
    tag: 'programs',
    operationId: 'confirmFunding',
    repeatable: true,
    audit: 'funding.confirm',
    summary: 'Confirm a funding as a second person',
    description: 'Only an operator who did not request it can confirm. Repeating the call is harmless.',
    permission: 'fundings:write',
    params: fundingParams,
    response: fundingView,
    handle: async ({ service, program, params, actor }) =>
      viewFunding(
        service,
        program,
        await confirmFunding(service.context, program, fundingIdOf(params.funding), nameOf(actor)),
      ),
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/fundings/:funding/withdraw',
    tag: 'programs',
    operationId: 'withdrawFunding',
    audit: 'funding.withdraw',
    summary: 'Withdraw a funding that waits for a second person',
    permission: 'fundings:write',
    params: fundingParams,
    response: fundingView,
    handle: async ({ service, program, params, actor }) =>
      viewFunding(
        service,
        program,
        await withdrawFunding(service.context, program, fundingIdOf(params.funding), nameOf(actor)),
      ),
  }),
  ...(Object.keys(lifeVerbs) as LifeVerb[]).map((verb) =>
    route({
      method: 'POST',
      path: `/v1/programs/:program/${verb}`,
      tag: 'programs',
      ...lifeVerbs[verb],
      repeatable: true,
      audit: `program.${verb}`,
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
    tag: 'programs',
    operationId: 'advanceClock',
    audit: 'clock.advance',
    summary: "Advance a test program's clock, and do the work that fell due",
    permission: 'clock:write',
    body: advanceSchema,
    response: z.object({ now: z.date() }),
    handle: async ({ service, program, body }) => ({ now: await advanceClock(service.context, program, body.seconds) }),
  }),
  route({
    method: 'GET',
    path: '/v1/programs/:program/example-data',
    tag: 'programs',
    operationId: 'readExampleData',
    summary: 'Whether a test program can be filled with example data, and how far that is',
    permission: 'programs:read',
    response: exampleView,
    handle: ({ service, program }) => readExampleFill(service.context, program),
  }),
  route({
    method: 'POST',
    path: '/v1/programs/:program/example-data',
    tag: 'programs',
    operationId: 'fillExampleData',
    audit: 'program.example',
    summary: 'Fill an empty test program with 28 invented days; its clock moves with them',
    repeatable: true,
    permission: 'programs:write',
    response: exampleView,
    handle: ({ service, program }) => beginExampleFill(service.context, program),
  }),
]
