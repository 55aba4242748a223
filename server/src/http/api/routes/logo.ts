/** The logo of a program's app. */
import { logoSchema, removeLogo, setLogo } from '../../../domain/programs/logo.js'
import { standingOf, type Program } from '../../../domain/standing/find.js'
import type { Service } from '../../../service.js'
import { route, type Route } from '../../common/route.js'
import { programView, viewProgram } from '../../common/views.js'

async function view(service: Service, program: Program) {
  return viewProgram(program, await standingOf(service.context, program.id))
}

export const logoRoutes: readonly Route[] = [
  route({
    method: 'PUT',
    path: '/v1/programs/:program/logo',
    tag: 'programs',
    operationId: 'setProgramLogo',
    audit: 'program.logo_set',
    summary: "Set the app's logo, for the pages and the chat preview",
    description:
      'The picture is checked and drawn anew, as a square of at most 192 pixels and 6 KB. Repeating the call is harmless.',
    permission: 'programs:write',
    body: logoSchema,
    bodyBytesMax: 1024 * 1024,
    response: programView,
    handle: async ({ service, program, body }) => {
      await setLogo(service.context, program, body.image)
      return view(service, program)
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/programs/:program/logo',
    tag: 'programs',
    operationId: 'removeProgramLogo',
    audit: 'program.logo_remove',
    summary: "Remove the app's logo: the pages show the first letter of its name",
    permission: 'programs:write',
    response: programView,
    handle: async ({ service, program }) => {
      await removeLogo(service.context, program)
      return view(service, program)
    },
  }),
]
