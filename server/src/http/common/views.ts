/** What the API answers with: the wire shapes, and how the domain's values become them. */
import { isLanguage } from '@bondhu/web/language'
import * as z from 'zod'
import type { ApiKey } from '../../domain/keys/keys.js'
import { permissions } from '../../domain/operators/permissions.js'
import { allPrograms, roles, type Grant } from '../../domain/operators/roles.js'
import type { Participant } from '../../domain/person/read.js'
import type { ReferralItem } from '../../domain/participants/own-referrals.js'
import type { TransferItem } from '../../domain/participants/own-transfers.js'
import type { Program, Standing } from '../../domain/standing/find.js'
import { termsJson, termsSchema } from '../../domain/standing/terms.js'
import { toWire } from '../../ids.js'
import { jsonSchemaOf, shownAs } from './json-schema.js'
import type { Service } from '../../service.js'
import { textView } from '../../schema.js'

const amount = z.bigint().describe('Minor units (poisha)')
const instant = z.date()

export const referralState = z.enum(['pending', 'review', 'counted', 'lapsed', 'reversed', 'refused'])
export const rewardState = z.enum(['reserved', 'held', 'available', 'reversed'])
export const account = z.enum(['funding', 'returned', 'reserved', 'budget', 'held', 'available', 'clearing', 'paid'])

export const transferStep = z.enum([
  'fund',
  'reserve',
  'award',
  'release',
  'lapse',
  'reverse',
  'request',
  'pay',
  'restore',
  'bounce',
  'recover',
  'dismiss',
  'return',
  'open',
])

type TermName = keyof typeof termsSchema.shape

/** The terms as they are shown: `termsJson` writes every field that `termsSchema` reads. */
const termsWire = z.object(
  Object.fromEntries(
    Object.keys(termsSchema.shape).map((name) => [name, shownAs(() => termShown(name as TermName))]),
  ) as Record<TermName, z.ZodUnknown>,
)

let termsShown: Record<TermName, Record<string, unknown>> | undefined

function termShown(name: TermName): Record<string, unknown> {
  termsShown ??= (
    withAllRequired(jsonSchemaOf(termsSchema, 'input')) as { properties: Record<TermName, Record<string, unknown>> }
  ).properties
  return termsShown[name]
}

/** Of what is read, a part with a default may be left out; what is shown is whole. */
function withAllRequired(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withAllRequired)
  if (typeof schema !== 'object' || schema === null) return schema
  const { default: _, ...rest } = Object.fromEntries<unknown>(
    Object.entries(schema).map(([key, value]) => [key, withAllRequired(value)]),
  )
  if (typeof rest['properties'] !== 'object') return rest
  const names = Object.keys(rest['properties'] ?? {})
  // A text that an operator wrote may lack the languages that came later.
  return names.every(isLanguage) ? rest : { ...rest, required: names }
}

export const programView = z.object({
  id: z.string(),
  slug: z.string(),
  mode: z.enum(['test', 'live']),
  state: z.enum(['draft', 'scheduled', 'live', 'paused', 'closing', 'settled']),
  version: z.int().describe('The version in force, whose terms are shown'),
  continues: z.string().nullable().describe('The slug of the program whose people are members here'),
  ...termsWire.shape,
  announced: z
    .array(z.object({ version: z.int(), announcedAt: instant, effectiveAt: instant, terms: termsWire }))
    .describe('Versions that take effect later'),
  balances: z.object({
    fundedMinor: amount,
    budgetMinor: amount.describe('Set aside and not yet promised'),
    reservedMinor: amount,
    returnedMinor: amount,
  }),
  now: instant.describe("The program's own time"),
})

export function viewProgram(
  program: Program,
  { books, now, inForce, versions }: Standing,
): z.input<typeof programView> {
  return {
    id: toWire('prg', program.uid),
    slug: program.slug,
    mode: program.mode,
    state: books.state,
    version: inForce.version,
    continues: books.continues,
    ...(termsJson(inForce.terms) as z.input<typeof termsWire>),
    announced: versions.announced(now).map(({ version, announcedAt, effectiveAt, terms }) => ({
      version,
      announcedAt,
      effectiveAt,
      terms: termsJson(terms) as z.input<typeof termsWire>,
    })),
    balances: {
      fundedMinor: -books.fundingMinor,
      budgetMinor: books.budgetMinor,
      reservedMinor: books.reservedMinor,
      returnedMinor: books.returnedMinor,
    },
    now,
  }
}

/** What a participant has. */
export const balancesView = z.object({
  currency: z.string(),
  heldMinor: amount,
  availableMinor: amount,
  clearingMinor: amount,
  paidMinor: amount,
})

export function viewBalances(participant: Participant, currency: string): z.input<typeof balancesView> {
  const { heldMinor, availableMinor, clearingMinor, paidMinor } = participant
  return { currency, heldMinor, availableMinor, clearingMinor, paidMinor }
}

export const participantView = z.object({
  userId: z.string(),
  displayName: z.string().nullable().describe('As the app sent it'),
  code: z.string().nullable().describe('Null until the account has joined'),
  link: z.string().nullable(),
  chosenCode: z.string().optional().describe('The code in words, if the person chose one. The number counts too'),
  chosenLink: z.string().optional().describe('The link with the code in words'),
  balances: balancesView,
  friends: z.object({ counted: z.int(), pending: z.int(), review: z.int() }),
  leftAt: instant.optional().describe('When the participant left; absent while they take part'),
  stoppedAt: instant.optional().describe('When an operator stopped the link; absent while it counts'),
  erasureAskedAt: instant.optional().describe('When erasure was requested; it happens once nothing is owed or awaited'),
})

/** @param code a number, or in words */
export function linkOf(publicUrl: string, { slug }: Program, code: string): string {
  return `${publicUrl}/r/${slug}/${encodeURIComponent(code)}`
}

export function viewParticipant(
  publicUrl: string,
  program: Program,
  currency: string,
  participant: Participant,
): z.input<typeof participantView> {
  const { userId, displayName, code, chosenCode, friends } = participant
  const { leftAt, stoppedAt, erasureAskedAt } = participant
  return {
    userId,
    displayName,
    code,
    link: code === null ? null : linkOf(publicUrl, program, code),
    ...(chosenCode !== null && { chosenCode, chosenLink: linkOf(publicUrl, program, chosenCode) }),
    balances: viewBalances(participant, currency),
    friends,
    ...(leftAt !== null && { leftAt }),
    ...(stoppedAt !== null && { stoppedAt }),
    ...(erasureAskedAt !== null && { erasureAskedAt }),
  }
}

export const referralItemView = z.object({
  id: z.string(),
  state: referralState,
  reason: z.string().optional(),
  friendUserId: z.string(),
  reward: z
    .object({ id: z.string(), state: rewardState, amountMinor: amount, availableAt: instant.nullable() })
    .nullable(),
  decidedAt: instant,
})

export function viewReferralItem(item: ReferralItem): z.input<typeof referralItemView> {
  const { id, reason, reward, ...rest } = item
  return {
    ...rest,
    id: toWire('ref', id),
    ...(reason !== null && { reason }),
    reward: reward && { ...reward, id: toWire('rwd', reward.id) },
  }
}

export const transferItemView = z.object({
  id: z.string(),
  from: account,
  to: account,
  amountMinor: amount,
  currency: z.string(),
  cause: z.enum(['funding', 'reward', 'payout', 'appeal', 'close', 'import']),
  step: transferStep,
  madeAt: instant,
})

export function viewTransferItem(item: TransferItem, currency: string): z.input<typeof transferItemView> {
  return { ...item, id: toWire('trf', item.id), currency }
}

export const keyView = z.object({
  id: z.string(),
  name: z.string(),
  permissions: z.array(z.enum(permissions)),
  createdAt: instant,
  expiresAt: instant.nullable(),
  revokedAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
  callsPerSecondMax: z.int().nullable().describe('Null: 10,000'),
  madeBy: z.string().describe('The operator or key that created it; `owner`: the deployment’s token'),
  madeByName: z.string().nullable(),
  person: z.string().describe('The operator at the beginning of the chain of keys; `owner`: the deployment’s token'),
  personName: z.string().nullable(),
})

export function viewKey(key: ApiKey): z.input<typeof keyView> {
  const { madeBy, operator } = key
  return {
    ...key,
    id: toWire('key', key.id),
    permissions: [...key.permissions],
    madeBy: madeBy === null ? 'owner' : toWire(madeBy.kind, madeBy.id),
    madeByName: madeBy?.name ?? null,
    person: operator === null ? 'owner' : toWire('opr', operator.id),
    personName: operator?.name ?? null,
  }
}

export const grantView = z.object({
  program: z.string().nullable().describe('A slug; null for all programs and the deployment itself'),
  role: z.enum(roles),
  permissions: z.array(z.enum(permissions)).optional(),
})

/** With the programs' slugs in place of their numbers. */
export async function viewGrants(service: Service, grants: readonly Grant[]): Promise<z.input<typeof grantView>[]> {
  const named = grants.some(({ programId }) => programId !== allPrograms)
  const slugs = new Map(named ? (await service.programs.list()).map(({ id, slug }) => [id, slug]) : [])
  return grants.map(({ programId, role }) => ({ program: slugs.get(programId) ?? null, role }))
}

const rewardAnswer = z.object({
  id: z.string(),
  amountMinor: amount,
  currency: z.string(),
  state: rewardState,
  availableAt: instant.nullable(),
})

export const signupView = z.object({
  outcome: z.enum(['referred', 'organic', 'refused']),
  reason: z.string().optional().describe('A code of a closed set: why it was refused, or why nobody is credited'),
  message: textView.optional().describe('For the person concerned'),
  attributedBy: z.enum(['click', 'code']).optional(),
  referral: z.object({ id: z.string(), state: referralState, advocateUserId: z.string() }).optional(),
  reward: rewardAnswer.optional(),
  friendReward: rewardAnswer.nullable().optional(),
})

/** A problem document (RFC 9457). */
export const problemView = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  message: textView.optional().describe('For the person concerned'),
})

export const evidenceView = z.object({
  by: z.enum(['click', 'code']).nullable(),
  late: z.boolean(),
  version: z.int().nullable(),
  clickedAt: z.date().nullable().describe('The time of their click, while it is kept'),
  channel: z.string().nullable(),
  platform: z.string().nullable(),
})
