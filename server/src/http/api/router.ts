/**
 * Every URL of the API, in one table. Links (`/r/…`) are answered before it, by links.ts; what the console asks for itself,
 * by console/routes.ts; what payout providers tell, by payout-callbacks.ts.
 */
import { appealRoutes } from './routes/appeals.js'
import { auditRoutes } from './routes/audit.js'
import { changeRoutes } from './routes/changes.js'
import { closeRequestRoutes } from './routes/close-requests.js'
import { closeRoutes } from './routes/close.js'
import { linkRoutes } from './routes/links.js'
import { missingFriendRoutes } from './routes/missing-friends.js'
import { operationRoutes } from './routes/operations.js'
import { participantRoutes } from './routes/participants.js'
import { payoutRoutes } from './routes/payouts.js'
import { reconciliationRoutes } from './routes/reconciliation.js'
import { referralRoutes } from './routes/referrals.js'
import { payoutFileRoutes } from './routes/payout-files.js'
import { programRoutes } from './routes/programs.js'
import { providerRoutes } from './routes/providers.js'
import { figureRoutes } from './routes/figures.js'
import { signupRoutes } from './routes/signups.js'
import { teamRoutes } from './routes/team.js'
import { webhookRoutes } from './routes/webhooks.js'
import type { Route } from '../common/route.js'

export const routes: readonly Route[] = [
  ...programRoutes,
  ...participantRoutes,
  ...signupRoutes,
  ...referralRoutes,
  ...appealRoutes,
  ...linkRoutes,
  ...missingFriendRoutes,
  ...closeRoutes,
  ...closeRequestRoutes,
  ...changeRoutes,
  ...payoutRoutes,
  ...payoutFileRoutes,
  ...providerRoutes,
  ...reconciliationRoutes,
  ...webhookRoutes,
  ...operationRoutes,
  ...figureRoutes,
  ...auditRoutes,
  ...teamRoutes,
]
