/**
 * Who counts: the rules about a single signup, in their order of precedence. Caps and the budget, which involve other
 * signups, follow in allot.ts. Pure.
 */
import type { IdentityKind } from '../../db/rows.js'
import { isDevice } from '../identities/claim.js'
import { yearIn } from '../standing/calendar.js'
import type { Evidence } from './evidence.js'
import type { RefusalReason } from '../reasons/signup-reasons.js'

export interface Lost {
  readonly kind: IdentityKind
  readonly claimedBy: string
  /** Whether the advocate owns it, or was seen with it. */
  readonly advocates: boolean
}

export interface Case {
  readonly evidence: Evidence
  readonly occurredAt: Date
  /** The account was imported or had joined before its signup was reported. */
  readonly knownBefore: boolean
  /** The kinds of identity that the app sent. */
  readonly sent: ReadonlySet<IdentityKind>
  /** Exclusive identities that belong to another account. */
  readonly lost: readonly Lost[]
  /** An identity that the advocate was seen with. */
  readonly sharesWithAdvocate: boolean
  readonly country: string | undefined
  readonly birthYear: number | undefined
}

const rules: readonly (readonly [RefusalReason, (one: Case) => boolean])[] = [
  ['program_not_live', ({ evidence }) => evidence.phase === 'before' || evidence.phase === 'paused'],
  ['program_closed', (one) => one.evidence.phase === 'closed' || isOfEndedCountry(one)],
  ['link_stopped', ({ evidence }) => evidence.stopped],
  ['already_member', isMember],
  ['identity_missing', ({ evidence, sent }) => evidence.version.terms.requires.some((kind) => !sent.has(kind))],
  ['under_age', isUnderAge],
  ['country_not_eligible', isElsewhere],
  ['self_referral', ({ sharesWithAdvocate, lost }) => sharesWithAdvocate || lost.some(isAdvocates)],
  ['same_device', ({ evidence, lost }) => evidence.version.terms.oneRewardPerDevice && lost.some(isDevice)],
]

export function refusalOf(one: Case): RefusalReason | undefined {
  return rules.find(([, holds]) => holds(one))?.[0]
}

const matches: Partial<Readonly<Record<RefusalReason, (one: Lost) => boolean>>> = {
  already_member: isOtherMembers,
  self_referral: isAdvocates,
  same_device: isDevice,
}

/**
 * The account with the same phone, email or device, because of which this friend is refused. Null for other reasons.
 */
export function matchOf(reason: RefusalReason | undefined, { lost }: Case): string | null {
  const match = reason && matches[reason]
  return (match && lost.find(match)?.claimedBy) ?? null
}

/**
 * An earlier click has terms without this end. In a worldwide program, a person without a country may belong to the
 * ended one, and is decided like its people.
 */
function isOfEndedCountry({ evidence, country, occurredAt }: Case): boolean {
  const { countries, endedCountries } = evidence.version.terms
  const mayBeOf = (ended: string) => country === ended || (country === undefined && countries === null)
  return endedCountries.some((ended) => mayBeOf(ended.country) && occurredAt >= ended.at)
}

/** The advocate's own phone or mail makes a self-referral, not a member: that person is otherwise new. */
function isMember({ knownBefore, lost, evidence, occurredAt }: Case): boolean {
  if (knownBefore) return true
  if (evidence.clickedAt !== null && occurredAt < evidence.clickedAt) return true
  return lost.some(isOtherMembers)
}

/** Only the year is known: a person who reaches the age this year is accepted. A missing year is refused. */
function isUnderAge({ evidence, birthYear, occurredAt }: Case): boolean {
  const { minimumAge, timeZone } = evidence.version.terms
  if (minimumAge === null) return false
  return birthYear === undefined || yearIn(timeZone, occurredAt) - birthYear < minimumAge
}

function isElsewhere({ evidence, country }: Case): boolean {
  const { countries } = evidence.version.terms
  return countries !== null && (country === undefined || !countries.includes(country))
}

function isAdvocates({ advocates }: Lost): boolean {
  return advocates
}

function isOtherMembers(one: Lost): boolean {
  return !isDevice(one) && !one.advocates
}
