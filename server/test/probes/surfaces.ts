/**
 * Everything that an advocate can ask the service, or have the app ask, about a person: by name, or by looking at their
 * own pages after that person came by their link.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { person as browser, type Api, type TestProgram } from '../support/api.js'
import { exchange, type Reply } from '../support/exchange.js'
import { openPortal, type PortalBrowser } from '../support/portal.js'
import type { Person } from './people.js'

export interface World {
  readonly api: Api
  readonly program: TestProgram
}

export interface Asked extends World {
  readonly person: Person
  /** The attacker's own visit. */
  readonly portal: PortalBrowser
}

type Surface = (asked: Asked) => Promise<Reply>

export const surfaces: Readonly<Record<string, Surface>> = {
  'the form about a missing friend, with the phone': (asked) =>
    portalCall(asked, 'POST', '/missing-friend', { came: 'link', opened: 'before', friend: asked.person.phone }),
  'the form about a missing friend, with the email': (asked) =>
    portalCall(asked, 'POST', '/missing-friend', { came: 'neither', opened: 'lately', friend: asked.person.email }),
  'the form about a missing friend, without a name': (asked) =>
    portalCall(asked, 'POST', '/missing-friend', { came: 'code', opened: 'lately' }),
  'the portal, first screen': (asked) => portalCall(asked, 'GET', '/standing'),
  'the portal, friends': (asked) => portalCall(asked, 'GET', '/friends'),
  'the portal, statement': (asked) => portalCall(asked, 'GET', '/statement'),
  'the portal, estimate': (asked) => portalCall(asked, 'GET', '/estimate?contacts=20'),
  'the portal, friends, with the person’s id': (asked) =>
    portalCall(asked, 'GET', `/friends?userId=${asked.person.userId}`),
  'the page of the portal': ({ api, program, portal }) =>
    exchange(`${api.url}/portal/${program.slug}`, 'GET', { cookie: portal.cookie, 'user-agent': browser }),
  'the API, with the cookie of the portal': ({ api, program, portal, person }) =>
    exchange(`${api.url}/v1/programs/${program.slug}/participants/${person.userId}`, 'GET', { cookie: portal.cookie }),
  'the check of a code, with the phone': ({ api, program, person }) =>
    exchange(`${api.url}/v1/programs/${program.slug}/codes/${person.phone}`, 'GET', {
      authorization: `Bearer ${api.token}`,
    }),
  'the own link': ({ api, program, person }) =>
    exchange(`${api.url}/r/${program.slug}/${person.attacker.code}`, 'GET', { 'user-agent': browser }),
  'a link with the phone as its code': ({ api, program, person }) =>
    exchange(`${api.url}/r/${program.slug}/${person.phone}`, 'GET', { 'user-agent': browser }),
  'the own landing page': ({ api, program, person }) =>
    exchange(`${api.url}/j/${program.slug}/${person.attacker.code}?lang=en`, 'GET', { 'user-agent': browser }),
  'a landing page with the person’s id': ({ api, program, person }) =>
    exchange(`${api.url}/j/${program.slug}/${person.userId}?lang=en`, 'GET', { 'user-agent': browser }),
}

/** What the app's server is told, and passes on to nobody: it must be told apart, or the measurement sees nothing. */
export const control = 'control: the referrals, as only the app’s server sees them'

export const controlled: Surface = ({ api, program, person }) =>
  exchange(`${api.url}/v1/programs/${program.slug}/participants/${person.attacker.userId}/referrals`, 'GET', {
    authorization: `Bearer ${api.token}`,
  })

/** The attacker opens the portal. The first use of a cookie writes, so it is not a probe. */
export async function openedBy({ api, program }: World, { attacker }: Person): Promise<PortalBrowser> {
  const portal = await openPortal(api, program, attacker.userId)
  await portal.ok('GET', '/rules?lang=bn')
  return portal
}

function portalCall({ portal }: Asked, method: string, path: string, body?: object): Promise<Reply> {
  const headers = { 'sec-fetch-site': 'same-origin', cookie: portal.cookie }
  const url = `${portal.url}${portal.base}/api${path}`
  if (body === undefined) return exchange(url, method, headers)
  return exchange(url, method, { ...headers, 'content-type': 'application/json' }, JSON.stringify(body))
}

/**
 * The messages that the app passes on to each advocate, from the feed, by user id. The feed shows nothing that a running
 * transaction may come before, so it is read until it shows as many refusals as there are.
 */
export async function messagesToAdvocates({ api, program }: World, refusals: number): Promise<Map<string, string[]>> {
  const messages = new Map<string, string[]>()
  const untilMs = Date.now() + 30_000
  let [cursor, refused] = ['', 0]
  while (refused < refusals) {
    if (Date.now() > untilMs) throw new Error(`The feed shows ${refused} of ${refusals} refusals.`)
    const query = `limit=100${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`
    const page = await api.ok('GET', `/v1/programs/${program.slug}/changes?${query}`)
    for (const item of page.items) {
      if (item.type === 'referral.refused') refused++
      for (const { audience, userId, en } of item.messages) {
        if (audience === 'advocate' && userId !== null) messages.set(userId, [...(messages.get(userId) ?? []), en])
      }
    }
    if (page.items.length === 0) await sleep(50)
    cursor = page.nextCursor ?? ''
  }
  return messages
}
