/**
 * The address bar is the state of the view: where one is (`path`), and what is searched, sorted and opened (`query`).
 * Every view is made from it again.
 */

const base = '/console'

/** Pages had other names once. An address that somebody kept still leads to its page. */
const namesBefore: Readonly<Record<string, string>> = {
  people: 'participants',
  links: 'reported-links',
  missing: 'missing-friends',
  files: 'payout-files',
  end: 'close',
}

class Route {
  path = $state(pathNow())
  query = $state(new URLSearchParams(location.search))

  constructor() {
    addEventListener('popstate', () => this.read())
  }

  /** @param to below `/console`, with its query: `/programs/golpo?tab=terms`. */
  go(to: string): void {
    history.pushState(null, '', base + to)
    this.read()
    scrollTo(0, 0)
  }

  /** Changes what is asked of the same view, without a step in the history: one goes back past a search, not through it. */
  refine(changes: Readonly<Record<string, string | null>>): void {
    const query = new URLSearchParams(location.search)
    for (const [name, value] of Object.entries(changes)) {
      if (value === null || value === '') query.delete(name)
      else query.set(name, value)
    }
    const text = query.toString()
    history.replaceState(null, '', location.pathname + (text === '' ? '' : `?${text}`))
    this.read()
  }

  private read(): void {
    this.path = pathNow()
    this.query = new URLSearchParams(location.search)
  }
}

function pathNow(): string {
  const path = location.pathname.slice(base.length).replace(/\/$/, '') || '/'
  return path.replace(
    /^(\/programs\/[^/]+\/)([^/]+)/,
    (_, program: string, page: string) => program + (namesBefore[page] ?? page),
  )
}

export const route = new Route()

/** The parts of a path that a pattern names, `/programs/:program/participants`; undefined where it is another path. */
export function matched(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/')
  const there = path.split('/')
  if (wanted.length !== there.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const value = there[index] ?? ''
    if (part.startsWith(':')) params[part.slice(1)] = decodeURIComponent(value)
    else if (part !== value) return undefined
  }
  return params
}

/** For `<a href use:link>`: a plain click stays in the page; a new tab, a middle click and a copied address work as ever. */
export function link(node: HTMLAnchorElement): { destroy: () => void } {
  const follow = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    route.go(node.pathname.slice(base.length) + node.search)
  }
  node.addEventListener('click', follow)
  return { destroy: () => node.removeEventListener('click', follow) }
}

export function hrefOf(to: string): string {
  return base + to
}

/** An address of a program. Each part is escaped. */
export function hrefIn(program: string, ...parts: readonly string[]): string {
  return [base, 'programs', ...[program, ...parts].map(encodeURIComponent)].join('/')
}
