/**
 * The console's pages: where each stands, who may see it, what draws it, and its group in the navigation. One table for
 * the navigation and the router: the pages of a group are shown in the order of this table.
 */
import type { Component } from 'svelte'
import { codeXml, gauge, inbox, scrollText, shieldCheck, users, wallet } from '../../icons.js'
import type { Permission } from '../lib/session.svelte.js'
import type { shell } from '../../languages/bn/console/shell.js'
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
import Inbox from '../inbox/Inbox.svelte'
import InboxBadge from '../inbox/Badge.svelte'
import Providers from '../providers/Providers.svelte'
import NewProgram from '../programs/NewProgram.svelte'
import Program from '../programs/Program.svelte'
import Programs from '../programs/Programs.svelte'
import Team from '../team/Team.svelte'

export type SectionName = keyof typeof shell.sections
export type Group = keyof typeof shell.groups

/** The entries of the navigation. A group leads to the first of its pages that the operator may see. */
export const groups: readonly { readonly name: Group; readonly icon: string }[] = [
  { name: 'overview', icon: gauge },
  { name: 'inbox', icon: inbox },
  { name: 'people', icon: users },
  { name: 'money', icon: wallet },
  { name: 'program', icon: scrollText },
  { name: 'developers', icon: codeXml },
  { name: 'team', icon: shieldCheck },
]

export interface Section {
  /** Below `/console`; `:program` is the slug of the program one is in. */
  readonly path: string
  readonly page: Component<PageProps>
  /** What the operator must be allowed for it to be shown; the service refuses the calls in any case. */
  readonly permission: Permission | 'owner' | 'anyone'
  /** Its name in the navigation (the texts of the shell); absent for pages one reaches from another. */
  readonly name?: SectionName
  /** Where the navigation shows it, or which entry is current on a page without a name. */
  readonly group?: Group
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
  {
    path: '/programs/:program/overview',
    page: Overview,
    permission: 'statistics:read',
    name: 'overview',
    group: 'overview',
  },

  {
    path: '/programs/:program/inbox',
    page: Inbox,
    permission: 'participants:read',
    name: 'inbox',
    group: 'inbox',
    badge: InboxBadge,
  },
  { path: '/programs/:program/queues', page: Queue, permission: 'payouts:approve', name: 'queues', group: 'inbox' },
  {
    path: '/programs/:program/reviews',
    page: Reviews,
    permission: 'participants:read',
    name: 'reviews',
    group: 'inbox',
    badge: ReviewsBadge,
  },
  { path: '/programs/:program/reviews/:review', page: OneReview, permission: 'participants:read', group: 'inbox' },
  {
    path: '/programs/:program/appeals',
    page: Appeals,
    permission: 'participants:read',
    name: 'appeals',
    group: 'inbox',
    badge: AppealsBadge,
  },
  {
    path: '/programs/:program/reported-links',
    page: ReportedLinks,
    permission: 'participants:read',
    name: 'reportedLinks',
    group: 'inbox',
    badge: ReportedLinksBadge,
  },
  {
    path: '/programs/:program/missing-friends',
    page: MissingFriends,
    permission: 'participants:read',
    name: 'missingFriends',
    group: 'inbox',
    badge: MissingFriendsBadge,
  },

  {
    path: '/programs/:program/participants',
    page: Participants,
    permission: 'participants:read',
    name: 'participants',
    group: 'people',
  },
  {
    path: '/programs/:program/participants/:userId',
    page: OneParticipant,
    permission: 'participants:read',
    group: 'people',
  },
  {
    path: '/programs/:program/referrals',
    page: Referrals,
    permission: 'participants:read',
    name: 'referrals',
    group: 'people',
  },

  { path: '/programs/:program/payouts', page: Payouts, permission: 'payouts:read', name: 'payouts', group: 'money' },
  { path: '/programs/:program/payouts/:payout', page: OnePayout, permission: 'payouts:read', group: 'money' },
  {
    path: '/programs/:program/payout-files',
    page: PayoutFiles,
    permission: 'payouts:read',
    name: 'payoutFiles',
    group: 'money',
  },
  { path: '/programs/:program/payout-files/:results', page: OneResults, permission: 'payouts:read', group: 'money' },
  {
    path: '/programs/:program/differences',
    page: Differences,
    permission: 'payouts:read',
    name: 'differences',
    group: 'money',
    badge: DifferencesBadge,
  },
  {
    path: '/programs/:program/providers',
    page: Providers,
    permission: 'payouts:read',
    name: 'providers',
    group: 'money',
  },

  { path: '/programs/:program', page: Program, permission: 'programs:read', name: 'settings', group: 'program' },
  {
    path: '/programs/:program/abuse-rules',
    page: AbuseRules,
    permission: 'programs:write',
    name: 'abuseRules',
    group: 'program',
  },
  { path: '/programs/:program/close', page: Close, permission: 'programs:read', name: 'close', group: 'program' },

  {
    path: '/programs/:program/developers',
    page: Developers,
    permission: 'keys:write',
    name: 'developers',
    group: 'developers',
  },

  { path: '/team', page: plain(Team), permission: 'owner', name: 'team', group: 'team' },
  { path: '/programs/:program/audit', page: Audit, permission: 'audit:read', name: 'audit', group: 'team' },
  { path: '/team/audit', page: Audit, permission: 'owner', group: 'team' },
  { path: '/account', page: plain(Account), permission: 'anyone' },
]
