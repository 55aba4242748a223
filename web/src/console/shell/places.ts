/** Where a search can lead: the pages of the navigation, and actions, as far as the operator may see them. */
import { session, type Permission } from '../lib/session.svelte.js'
import type { Place } from '../search/places.js'
import { words as searchWords } from '../search/words.js'
import { sections } from './sections.js'
import { words } from './words.js'

type Action = keyof typeof searchWords.current.actions

/** The page where each action begins. */
const actions: readonly {
  readonly name: Action
  readonly path: string
  readonly permission: Permission | 'owner' | 'anyone'
}[] = [
  { name: 'approve', path: '/programs/:program/inbox?kind=approval', permission: 'payouts:approve' },
  { name: 'fund', path: '/programs/:program', permission: 'fundings:write' },
  { name: 'newProgram', path: '/new', permission: 'programs:write' },
  { name: 'invite', path: '/team', permission: 'owner' },
  { name: 'account', path: '/account', permission: 'anyone' },
]

export function placesOf(program: string | undefined): Place[] {
  const t = words.current
  const pages = sections.flatMap(({ name, group, ...rest }) =>
    name === undefined
      ? []
      : [{ ...rest, title: t.sections[name], also: [group === undefined ? '' : t.groups[group]] }],
  )
  const deeds = actions.map(({ name, ...rest }) => ({ ...rest, title: searchWords.current.actions[name], also: [] }))
  return [...pages, ...deeds].flatMap(({ path, permission, title, also }) => {
    const isOfProgram = path.includes(':program')
    if ((isOfProgram && program === undefined) || !session.may(permission, isOfProgram ? (program ?? null) : null))
      return []
    return [{ title, also, to: path.replace(':program', encodeURIComponent(program ?? '')) }]
  })
}
