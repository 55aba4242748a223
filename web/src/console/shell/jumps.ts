/** `g` and a letter lead to a page from every page, as far as the operator may see it. */
import { session } from '../lib/session.svelte.js'
import { route } from '../lib/route.svelte.js'
import { sections, type SectionName } from './sections.js'

const pages: Readonly<Record<string, SectionName>> = {
  o: 'overview',
  i: 'inbox',
  p: 'participants',
  m: 'payouts',
  t: 'settings',
  d: 'developers',
  a: 'audit',
}
const waitsMs = 1500
let begunMs = -Infinity

/** The letter after `g` is no decision of the page, also where it leads nowhere. */
export function jump(event: KeyboardEvent, program: string | undefined): void {
  const { key, target } = event
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !(target instanceof HTMLElement)) return
  if (target.closest('dialog, select, textarea, input:not([type=checkbox])')) return
  const isSecond = event.timeStamp - begunMs < waitsMs
  begunMs = key === 'g' && !isSecond ? event.timeStamp : -Infinity
  if (!isSecond) return
  event.preventDefault()
  event.stopImmediatePropagation()
  const page = sections.find(({ name }) => name !== undefined && name === pages[key])
  if (page === undefined || program === undefined || !session.may(page.permission, program)) return
  route.go(page.path.replace(':program', encodeURIComponent(program)))
}
