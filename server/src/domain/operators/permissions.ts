/** What an API key may do. One table; a route names the permission it needs. Pure. */

export const permissions = [
  'programs:read',
  'programs:write',
  'fundings:write',
  'participants:read',
  'participants:write',
  'portal:write',
  'signups:write',
  'members:write',
  'rewards:write',
  'payouts:read',
  'payouts:request',
  'payouts:approve',
  'statistics:read',
  'ledger:read',
  'changes:read',
  'clock:write',
  'keys:write',
  'webhooks:write',
  'providers:write',
  'audit:read',
] as const

export type Permission = (typeof permissions)[number]

/** What an app's server needs to run an offer. Money, terms and keys are for operators. */
export const defaultPermissions: readonly Permission[] = [
  'programs:read',
  'participants:read',
  'participants:write',
  'portal:write',
  'signups:write',
  'members:write',
  'payouts:read',
  'payouts:request',
  'statistics:read',
  'ledger:read',
  'changes:read',
  'clock:write',
]
