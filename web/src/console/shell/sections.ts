/** The console's pages: where each stands, who may see it, and what draws it. One table for the navigation and the router. */
import type { Component } from 'svelte'
import type { Permission } from '../lib/session.svelte.js'
import type { PageProps } from './page.js'
import AbuseRules from '../abuse-rules/AbuseRules.svelte'
import Account from '../account/Account.svelte'
import Appeals from '../appeals/Appeals.svelte'
import AppealsBadge from '../appeals/Badge.svelte'
import Audit from '../audit/Audit.svelte'
import DifferencesBadge from '../differences/Badge.svelte'
import Differences from '../differences/Differences.svelte'
import Close from '../close/Close.svelte'
import Developers from '../developers/Developers.svelte'
import PayoutFiles from '../payout-files/PayoutFiles.svelte'
import OneResults from '../payout-files/OneResults.svelte'
import ReviewsBadge from '../reviews/Badge.svelte'
import OneReview from '../reviews/OneReview.svelte'
import Reviews from '../reviews/Reviews.svelte'
import ReportedLinksBadge from '../reported-links/Badge.svelte'
import ReportedLinks from '../reported-links/ReportedLinks.svelte'
import MissingFriends from '../missing-friends/MissingFriends.svelte'
import MissingFriendsBadge from '../missing-friends/Badge.svelte'
import OnePayout from '../payouts/OnePayout.svelte'
import Payouts from '../payouts/Payouts.svelte'
import Queue from '../payouts/Queue.svelte'
import Overview from '../overview/Overview.svelte'
import OneParticipant from '../participants/OneParticipant.svelte'
import Participants from '../participants/Participants.svelte'
import Referrals from '../participants/Referrals.svelte'
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
  readonly permission: Permission | 'owner' | 'anyone'
  /** Its name in the navigation; absent for pages one reaches from another. */
  readonly name?:
    | 'overview'
    | 'settings'
    | 'participants'
    | 'referrals'
    | 'reviews'
    | 'abuseRules'
    | 'appeals'
    | 'reportedLinks'
    | 'missingFriends'
    | 'payouts'
    | 'queues'
    | 'differences'
    | 'payoutFiles'
    | 'providers'
    | 'close'
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
  {
    path: '/programs/:program/participants',
    page: Participants,
    permission: 'participants:read',
    name: 'participants',
  },
  { path: '/programs/:program/participants/:userId', page: OneParticipant, permission: 'participants:read' },
  { path: '/programs/:program/referrals', page: Referrals, permission: 'participants:read', name: 'referrals' },
  {
    path: '/programs/:program/reviews',
    page: Reviews,
    permission: 'participants:read',
    name: 'reviews',
    badge: ReviewsBadge,
  },
  { path: '/programs/:program/reviews/:review', page: OneReview, permission: 'participants:read' },
  {
    path: '/programs/:program/appeals',
    page: Appeals,
    permission: 'participants:read',
    name: 'appeals',
    badge: AppealsBadge,
  },
  {
    path: '/programs/:program/reported-links',
    page: ReportedLinks,
    permission: 'participants:read',
    name: 'reportedLinks',
    badge: ReportedLinksBadge,
  },
  {
    path: '/programs/:program/missing-friends',
    page: MissingFriends,
    permission: 'participants:read',
    name: 'missingFriends',
    badge: MissingFriendsBadge,
  },
  { path: '/programs/:program/abuse-rules', page: AbuseRules, permission: 'programs:write', name: 'abuseRules' },
  { path: '/programs/:program/queues', page: Queue, permission: 'payouts:approve', name: 'queues' },
  { path: '/programs/:program/payouts', page: Payouts, permission: 'payouts:read', name: 'payouts' },
  { path: '/programs/:program/payouts/:payout', page: OnePayout, permission: 'payouts:read' },
  { path: '/programs/:program/payout-files', page: PayoutFiles, permission: 'payouts:read', name: 'payoutFiles' },
  { path: '/programs/:program/payout-files/:results', page: OneResults, permission: 'payouts:read' },
  {
    path: '/programs/:program/differences',
    page: Differences,
    permission: 'payouts:read',
    name: 'differences',
    badge: DifferencesBadge,
  },
  { path: '/programs/:program/providers', page: Providers, permission: 'payouts:read', name: 'providers' },
  { path: '/programs/:program/developers', page: Developers, permission: 'keys:write', name: 'developers' },
  { path: '/programs/:program/close', page: Close, permission: 'programs:read', name: 'close' },
  { path: '/programs/:program/audit', page: Audit, permission: 'audit:read', name: 'audit' },
  { path: '/team', page: plain(Team), permission: 'owner', name: 'team' },
  { path: '/team/audit', page: Audit, permission: 'owner' },
  { path: '/account', page: plain(Account), permission: 'anyone' },
]
