/**
 * Every URL of the API, in one table. Links (`/r/…`) are answered before it, by links.ts; what the console asks for itself,
 * by console/routes.ts; what payout providers tell, by payout-callbacks.ts.
 */
import { appealRoutes } from './routes/appeals.js'
import { auditRoutes } from './routes/audit.js'
import { changeRoutes } from './routes/changes.js'
import { closeRequestRoutes } from './routes/close-requests.js'
import { closeRoutes } from './routes/close.js'
import { fraudRoutes } from './routes/fraud.js'
import { inboxRoutes } from './routes/inbox.js'
import { keyRoutes } from './routes/keys.js'
import { ledgerRoutes } from './routes/ledger.js'
import { logoRoutes } from './routes/logo.js'
import { linkRoutes } from './routes/links.js'
import { missingFriendRoutes } from './routes/missing-friends.js'
import { participantRoutes } from './routes/participants.js'
import { participantExportRoutes } from './routes/participant-export.js'
import { personFactsRoutes } from './routes/person-facts.js'
import { payoutRoutes } from './routes/payouts.js'
import { reconciliationRoutes } from './routes/reconciliation.js'
import { referralRoutes } from './routes/referrals.js'
import { reviewRoutes } from './routes/reviews.js'
import { refusalRoutes } from './routes/refusals.js'
import { payoutFileRoutes } from './routes/payout-files.js'
import { periodRoutes } from './routes/periods.js'
import { programRoutes } from './routes/programs.js'
import { providerRoutes } from './routes/providers.js'
import { searchRoutes } from './routes/search.js'
import { signupRoutes } from './routes/signups.js'
import { statisticsRoutes } from './routes/statistics.js'
import { teamRoutes } from './routes/team.js'
import { timelineRoutes } from './routes/timeline.js'
import { vetoRoutes } from './routes/veto.js'
import { webhookRoutes } from './routes/webhooks.js'
import type { Route } from '../common/route.js'

export const routes: readonly Route[] = [
  ...programRoutes,
  ...logoRoutes,
  ...fraudRoutes,
  ...participantRoutes,
  ...participantExportRoutes,
  ...timelineRoutes,
  ...personFactsRoutes,
  ...signupRoutes,
  ...referralRoutes,
  ...appealRoutes,
  ...reviewRoutes,
  ...linkRoutes,
  ...missingFriendRoutes,
  ...inboxRoutes,
  ...searchRoutes,
  ...closeRoutes,
  ...closeRequestRoutes,
  ...changeRoutes,
  ...payoutRoutes,
  ...payoutFileRoutes,
  ...providerRoutes,
  ...reconciliationRoutes,
  ...webhookRoutes,
  ...vetoRoutes,
  ...statisticsRoutes,
  ...periodRoutes,
  ...ledgerRoutes,
  ...keyRoutes,
  ...refusalRoutes,
  ...auditRoutes,
  ...teamRoutes,
]
