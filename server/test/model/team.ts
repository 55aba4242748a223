/**
 * Who may do what, as docs/decisions/0052 gives it: operators, the keys that they and their keys made, and invitations. What
 * a person began ends with that person; what an app's server needs goes on. Not the service's code, which it may not import.
 */

export type Role = 'owner' | 'finance' | 'support'
export type Right =
  | 'programs:write'
  | 'fundings:write'
  | 'rewards:write'
  | 'payouts:approve'
  | 'keys:write'
  | 'statistics:read'

const ofRole: Readonly<Record<Role, readonly Right[]>> = {
  owner: ['programs:write', 'fundings:write', 'rewards:write', 'payouts:approve', 'keys:write', 'statistics:read'],
  finance: ['fundings:write', 'payouts:approve', 'statistics:read'],
  support: ['rewards:write', 'statistics:read'],
}
/** What an app's server needs: a key keeps it when the operator behind it goes. */
const ofServer: readonly Right[] = ['statistics:read']
const keysInChainMax = 9

/** Null: no role at all. `everywhere`: in the deployment, and not in this program alone. */
export interface Grant {
  readonly role: Role | null
  readonly everywhere: boolean
}

export interface Operator {
  readonly kind: 'operator'
  readonly person: string
  grant: Grant
  removed: boolean
}

export interface Key {
  readonly kind: 'key'
  /** The operator behind it, or the deployment's token. */
  readonly behind: Operator | Token
  /** The keys above it. */
  readonly above: readonly Key[]
  readonly given: readonly Right[]
  revoked: boolean
}

interface Token {
  readonly kind: 'token'
  readonly person: 'token'
}

export type Hand = Token | Operator | Key
export const token: Token = { kind: 'token', person: 'token' }

export interface Invitation {
  readonly by: Hand
  open: boolean
}

/** A status of HTTP, or undefined: nothing stands in the way. */
export type Refusal = 401 | 403 | 404 | undefined

export class Team {
  readonly operators: Operator[] = []
  readonly keys: Key[] = []
  readonly invitations: Invitation[] = []

  hire(grant: Grant): Operator {
    const operator: Operator = { kind: 'operator', person: `operator ${this.operators.length}`, grant, removed: false }
    this.operators.push(operator)
    return operator
  }

  /** Who comes back is the same person as before. */
  rehire(operator: Operator, grant: Grant): void {
    operator.removed = false
    operator.grant = grant
  }

  /** @returns what stands in the way */
  remove(by: Hand, operator: Operator): Refusal {
    const refusal = refusalToLead(by) ?? (operator.removed ? 404 : undefined)
    if (refusal !== undefined) return refusal
    operator.removed = true
    operator.grant = { role: null, everywhere: false }
    this.endInvitations(operator)
    return undefined
  }

  grant(operator: Operator, grant: Grant): Refusal {
    if (operator.removed) return 404
    operator.grant = grant
    if (!leads(operator)) this.endInvitations(operator)
    return undefined
  }

  private endInvitations(operator: Operator): void {
    for (const invitation of this.invitations) if (invitation.by === operator) invitation.open = false
  }

  invite(by: Hand): Refusal {
    const refusal = refusalToLead(by)
    if (refusal === undefined) this.invitations.push({ by, open: true })
    return refusal
  }

  accept(invitation: Invitation): Refusal {
    if (!invitation.open) return 404
    invitation.open = false
    this.hire({ role: 'owner', everywhere: true })
    return undefined
  }

  makeKey(by: Hand, given: readonly Right[]): Refusal {
    const refusal = refusalOf(by, 'keys:write')
    if (refusal !== undefined) return refusal
    const above = by.kind === 'key' ? [...by.above, by] : []
    if (above.length >= keysInChainMax || given.some((right) => !rightsOf(by).includes(right))) return 403
    this.keys.push({ kind: 'key', behind: by.kind === 'key' ? by.behind : by, above, given, revoked: false })
    return undefined
  }

  revoke(ended: (key: Key) => boolean): number {
    const live = this.keys.filter((key) => !key.revoked && ended(key))
    for (const key of live) key.revoked = true
    return live.length
  }
}

export function personOf(hand: Hand): string {
  return hand.kind === 'key' ? hand.behind.person : hand.person
}

function rightsOf(hand: Hand): readonly Right[] {
  if (hand.kind === 'token') return ofRole.owner
  if (hand.kind === 'operator') return hand.grant.role === null ? [] : ofRole[hand.grant.role]
  const behind = rightsOf(hand.behind)
  return hand.given.filter((right) => ofServer.includes(right) || behind.includes(right))
}

export function refusalOf(hand: Hand, right: Right): Refusal {
  if (hand.kind === 'operator' && hand.removed) return 401
  // Of a program in which they have no role they do not even learn that it exists.
  if (hand.kind === 'operator' && hand.grant.role === null) return 404
  if (hand.kind === 'key' && hand.revoked) return 401
  return rightsOf(hand).includes(right) ? undefined : 403
}

function leads(hand: Hand): boolean {
  return hand.kind === 'token' || (hand.kind === 'operator' && hand.grant.role === 'owner' && hand.grant.everywhere)
}

function refusalToLead(hand: Hand): Refusal {
  if (hand.kind === 'operator' && hand.removed) return 401
  if (hand.kind === 'key' && hand.revoked) return 401
  return leads(hand) ? undefined : 403
}
