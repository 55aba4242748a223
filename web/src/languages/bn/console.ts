/** বাংলা: every text of the console. */
import { abuseRules } from './console/abuse-rules.js'
import { account } from './console/account.js'
import { appeals } from './console/appeals.js'
import { audit } from './console/audit.js'
import { close } from './console/close.js'
import { developers } from './console/developers.js'
import { differences } from './console/differences.js'
import { inbox } from './console/inbox.js'
import { reportedLinks } from './console/reported-links.js'
import { missingFriends } from './console/missing-friends.js'
import { overview } from './console/overview.js'
import { participants } from './console/participants.js'
import { parts } from './console/parts.js'
import { payoutFiles } from './console/payout-files.js'
import { payouts } from './console/payouts.js'
import { programs } from './console/programs.js'
import { providers } from './console/providers.js'
import { reviews } from './console/reviews.js'
import { search } from './console/search.js'
import { shell } from './console/shell.js'
import { signIn } from './console/sign-in.js'
import { states } from './console/states.js'
import { team } from './console/team.js'
import { webhooks } from './console/webhooks.js'
import { friendRules, rules } from './rules.js'

export const consoleTexts = {
  abuseRules,
  account,
  appeals,
  audit,
  close,
  developers,
  differences,
  inbox,
  reportedLinks,
  missingFriends,
  overview,
  participants,
  parts,
  payoutFiles,
  payouts,
  programs,
  providers,
  reviews,
  search,
  shell,
  signIn,
  states,
  team,
  webhooks,
  rules,
  friendRules,
}
