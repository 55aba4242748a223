/** The console's pages: where each stands, who may see it, and what draws it. One table for the navigation and the router. */
import type { Component } from 'svelte'
import type { PageProps } from './page.js'
import Account from '../account/Account.svelte'
import Appeals from '../appeals/Appeals.svelte'
import AppealsBadge from '../appeals/Badge.svelte'
import Audit from '../audit/Audit.svelte'
import Badge from '../differences/Badge.svelte'
import Differences from '../differences/Differences.svelte'
import Ending from '../ending/Ending.svelte'
import Developers from '../developers/Developers.svelte'
import Files from '../files/Files.svelte'
import OneResults from '../files/OneResults.svelte'
import LinksBadge from '../links/Badge.svelte'
import Links from '../links/Links.svelte'
import Missing from '../missing/Missing.svelte'
import MissingBadge from '../missing/Badge.svelte'
import OnePayout from '../money/OnePayout.svelte'
import Payouts from '../money/Payouts.svelte'
import Queue from '../money/Queue.svelte'
import Overview from '../overview/Overview.svelte'
import OnePerson from '../people/OnePerson.svelte'
import People from '../people/People.svelte'
import Referrals from '../people/Referrals.svelte'
import Providers from '../providers/Providers.svelte'
import NewProgram from '../programs/NewProgram.svelte'
import Program from '../programs/Program.svelte'
import Programs from '../programs/Programs.svelte'
import Team from '../team/Team.svelte'

export interface Section {
  /** Below `/console`; `:program` is the slug of the program one is in. */
  readonly path: string
  readonly page: Component<PageProps>
  /** What the operator must be allowed for it to be shown; the service refuses the calls in any case. */
  readonly permission: string
  /** Its name in the navigation; absent for pages one reaches from another. */
  readonly name?:
    | 'overview'
    | 'settings'
    | 'people'
    | 'referrals'
    | 'appeals'
    | 'links'
    | 'missing'
    | 'payouts'
    | 'queues'
    | 'differences'
    | 'files'
    | 'providers'
    | 'ending'
    | 'developers'
    | 'audit'
    | 'team'
  /** How much waits there, beside its name. */
  readonly badge?: Component<{ program: string }>
}

/** A page of the whole deployment, which has no parts of an address to be handed. */
function plain(page: Component<Record<string, never>>): Component<PageProps> {
  return page as unknown as Component<PageProps>
}

export const sections: readonly Section[] = [
  { path: '/', page: plain(Programs), permission: 'programs:read' },
  { path: '/new', page: plain(NewProgram), permission: 'programs:write' },
  { path: '/programs/:program', page: Program, permission: 'programs:read', name: 'settings' },
  { path: '/programs/:program/overview', page: Overview, permission: 'statistics:read', name: 'overview' },
  { path: '/programs/:program/people', page: People, permission: 'participants:read', name: 'people' },
  { path: '/programs/:program/people/:userId', page: OnePerson, permission: 'participants:read' },
  { path: '/programs/:program/referrals', page: Referrals, permission: 'participants:read', name: 'referrals' },
  {
    path: '/programs/:program/appeals',
    page: Appeals,
    permission: 'participants:read',
    name: 'appeals',
    badge: AppealsBadge,
  },
  {
    path: '/programs/:program/links',
    page: Links,
    permission: 'participants:read',
    name: 'links',
    badge: LinksBadge,
  },
  {
    path: '/programs/:program/missing',
    page: Missing,
    permission: 'participants:read',
    name: 'missing',
    badge: MissingBadge,
  },
  { path: '/programs/:program/queues', page: Queue, permission: 'payouts:approve', name: 'queues' },
  { path: '/programs/:program/payouts', page: Payouts, permission: 'payouts:read', name: 'payouts' },
  { path: '/programs/:program/payouts/:payout', page: OnePayout, permission: 'payouts:read' },
  { path: '/programs/:program/files', page: Files, permission: 'payouts:read', name: 'files' },
  { path: '/programs/:program/files/:results', page: OneResults, permission: 'payouts:read' },
  {
    path: '/programs/:program/differences',
    page: Differences,
    permission: 'payouts:read',
    name: 'differences',
    badge: Badge,
  },
  { path: '/programs/:program/providers', page: Providers, permission: 'payouts:read', name: 'providers' },
  { path: '/programs/:program/developers', page: Developers, permission: 'keys:write', name: 'developers' },
  { path: '/programs/:program/end', page: Ending, permission: 'programs:read', name: 'ending' },
  { path: '/programs/:program/audit', page: Audit, permission: 'audit:read', name: 'audit' },
  { path: '/team', page: plain(Team), permission: 'owner', name: 'team' },
  { path: '/team/audit', page: Audit, permission: 'owner' },
  { path: '/account', page: plain(Account), permission: 'anyone' },
]
