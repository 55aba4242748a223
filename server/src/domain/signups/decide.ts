/**
 * Decides the signups that arrived together, in one transaction: claim the person → find the evidence → check the rules
 * → reserve the money → write. Each person is decided exactly once; a repeat gets the stored decision.
 *
 * The books are read first and locked last. If the state, the version or the budget changed in between, this batch
 * rolls back and decides again, so that no signup is decided under replaced terms.
 */
import { transactionAtOnce, type Tx } from '../../db/connect.js'
import { hourMs } from '../../clock.js'
import { AppError, must } from '../../errors.js'
import type { Context } from '../standing/context.js'
import { unite } from '../fraud/clusters/unite.js'
import { readUserOwners, type Use } from '../identities/claim.js'
import { knownBefore } from '../identities/continued.js'
import { claimUses, recordUses, withContinued, type LostUse, type Sharing } from '../identities/use.js'
import { deviceRuleOf } from '../standing/device-rule.js'
import { standingOf, type Program, type Standing } from '../standing/find.js'
import { claimAccounts, type Account, type Arrival } from './accounts.js'
import { type SignupCommand } from './command.js'
import { occurredAtOf } from '../standing/occurred-at.js'
import { isPaused } from '../standing/phase.js'
import { answerOf, BatchOutdated, type SignupAnswer } from './decision.js'
import { findEvidence, weighEvidence, type Findings } from './evidence.js'
import type { Candidate } from './candidate.js'
import { judge } from './judge.js'
import { readStored, type Stored } from './stored.js'
import { takeTurn, type Turn } from './turn.js'
import { sendDecisions, type Confirming } from './write.js'

/** The result for one caller of a batch. */
export type SignupResult =
  | { readonly answer: SignupAnswer; readonly created: boolean }
  | { readonly failure: AppError }
  /** A late code for a signup of the same batch: it is decided afterwards. */
  | { readonly again: true }
  /** The app has not been asked about it: see ask-app.ts. */
  | { readonly unasked: true }

/** @returns one result per command, in the same order. */
export async function decideBatch(
  context: Context,
  program: Program,
  commands: readonly SignupCommand[],
  confirming: Confirming,
  turn: Turn,
): Promise<SignupResult[]> {
  return transactionAtOnce(context.sql, async (tx) => {
    // One round trip: the books are read once the turn is taken.
    const [, standing] = await Promise.all([takeTurn(tx, program.id, turn), standingOf(context, program.id, tx)])
    const times = commands.map((command) => occurredAtOf(command, standing.now))
    const isUnasked = ({ veto }: SignupCommand) => standing.books.vetoAtSignup && veto === undefined
    const arrivals = commands.flatMap((command, index): Arrival[] => {
      const occurredAt = times[index]
      return occurredAt instanceof Date && !isUnasked(command) ? [{ command, occurredAt }] : []
    })
    const accounts = await claimAccounts(tx, program.id, arrivals)
    const told = await toldBefore(
      tx,
      program.id,
      commands.filter((_, index) => times[index] instanceof AppError),
    )
    const stored = await readStored(tx, program.id, [...repeatedIds(accounts), ...told.values()])
    const candidates = await candidatesOf(tx, program, standing, accounts, stored)
    const settings = await context.fraudSettings.get(tx, program.id, standing.books.fraudVersion)
    const judged = await judge(tx, program.id, standing, candidates.found, candidates.all, {
      settings,
      sharing: candidates.sharing,
    })
    // After the participants and before the books, in the order of all locks.
    await unite(tx, program.id, candidates.sharing)
    const { written } = await sendDecisions(tx, program.id, standing, judged.fresh, confirming)

    for (const late of judged.closed) stored.set(late.participantId, late)
    const fresh = new Map(judged.fresh.map((one) => [one.decision.participantId, one]))
    const { currency } = standing.inForce.terms
    const byCommand = new Map(accounts.map((account) => [account.command, account]))
    const value = commands.map((command, index): SignupResult => {
      const time = times[index]
      if (time instanceof AppError) {
        const before = told.get(command)
        const decision = before && (fresh.get(before)?.decision ?? stored.get(before))
        return decision ? { answer: answerOf(decision, currency), created: false } : { failure: time }
      }
      if (isUnasked(command)) return { unasked: true }
      const account = must(byCommand.get(command), 'an account a command')
      const decided = fresh.get(account.participantId)
      const decision = decided?.decision ?? must(stored.get(account.participantId), 'a decision of a signup')
      const comesLate = !account.decides && decided?.candidate.late === false && command.code !== undefined
      if (comesLate && decision.outcome === 'organic') return { again: true }
      return { answer: answerOf(decision, currency), created: account.decides }
    })
    return { value, written }
  })
}

/** Repeats whose date is too old for a decision get their stored one. The account of each. */
async function toldBefore(
  tx: Tx,
  programId: number,
  commands: readonly SignupCommand[],
): Promise<Map<SignupCommand, string>> {
  if (commands.length === 0) return new Map()
  const owners = await readUserOwners(tx, programId, [...new Set(commands.map(({ userDigest }) => userDigest))])
  return new Map(
    commands.flatMap((command): [SignupCommand, string][] => {
      const owner = owners.get(command.userDigest)
      return owner?.signedUp === true ? [[command, owner.ownerId]] : []
    }),
  )
}

/** The people whose decision was stored by an earlier batch. */
function repeatedIds(accounts: readonly Account[]): string[] {
  const decidedHere = new Set(accounts.filter(({ decides }) => decides).map(({ participantId }) => participantId))
  const repeated = accounts.filter(({ participantId }) => !decidedHere.has(participantId))
  return [...new Set(repeated.map(({ participantId }) => participantId))]
}

/** The signups to decide: first reports, and organic signups that a code in time may decide once more. */
async function candidatesOf(
  tx: Tx,
  program: Program,
  standing: Standing,
  accounts: readonly Account[],
  stored: ReadonlyMap<string, Stored>,
): Promise<{ found: Findings; all: Candidate[]; sharing: readonly Sharing[] }> {
  const deciders = accounts.filter(({ decides }) => decides)
  const hopeful = accounts.filter(
    ({ command, participantId }) => command.code !== undefined && mayBeLate(stored.get(participantId), standing),
  )
  // The reads and the claims do not depend on each other, so they share their round trips.
  const [found, { lost, known, sharing }] = await Promise.all([
    findEvidence(
      tx,
      program.id,
      [...deciders, ...hopeful].map(({ command }) => command),
      openedWithCode(deciders, hopeful, stored),
    ),
    claimAll(tx, program.id, standing, deciders),
  ])
  // A click made under a version that this batch has not read. The books would detect it, but later.
  for (const click of found.clicks.values()) if (click.version > standing.books.version) throw new BatchOutdated()
  const lateIds = new Set<string>()
  const all = accounts.flatMap((account): Candidate[] => {
    if (account.decides) {
      const first = { late: false, organicBefore: null, joinedBy: account.command.occurredAt ?? null }
      return [{ ...account, ...first, facts: factsOf(account, lost, known) }]
    }
    const before = stored.get(account.participantId)
    if (!hopeful.includes(account) || before?.facts === null || before === undefined) return []
    const command = { ...account.command, clickIds: [] }
    // A date in the future does not help owners who joined after the report.
    const joinedBy = before.occurredAt < before.decidedAt ? before.occurredAt : before.decidedAt
    const evidence = weighEvidence(command, found, standing, { occurredAt: before.occurredAt, joinedBy })
    // While the link is stopped, a code does not count. It is not used up and may be sent again.
    if (typeof evidence === 'string' || evidence.stopped) return []
    if (lateIds.has(account.participantId)) return []
    lateIds.add(account.participantId)
    const late = { late: true, organicBefore: before.reason, joinedBy, facts: before.facts }
    return [{ ...account, ...late, command, occurredAt: before.occurredAt }]
  })
  return { found, all, sharing }
}

/** When the accounts with a code were opened, if that is not now. */
function openedWithCode(
  deciders: readonly Account[],
  hopeful: readonly Account[],
  stored: ReadonlyMap<string, Stored>,
): Date[] {
  const reported = deciders.flatMap(({ command }) => (command.code === undefined ? [] : (command.occurredAt ?? [])))
  return [...reported, ...hopeful.flatMap(({ participantId }) => stored.get(participantId)?.occurredAt ?? [])]
}

function factsOf(
  account: Account,
  lost: ReadonlyMap<string, LostUse[]>,
  known: ReadonlySet<string>,
): Candidate['facts'] {
  const { command, participantId } = account
  return {
    knownBefore: account.knownBefore || known.has(participantId),
    identities: command.identities,
    lost: lost.get(participantId) ?? [],
    country: command.country,
    birthYear: command.birthYear,
    seen: command.seen,
  }
}

/** During a pause a late code waits: it is not used up and may be sent again. */
function mayBeLate(stored: Stored | undefined, standing: Standing): boolean {
  const { now, inForce } = standing
  if (stored === undefined || stored.facts === null || isPaused(standing)) return false
  return now.getTime() < stored.decidedAt.getTime() + inForce.terms.lateCodeHours * hourMs
}

/** Claims exclusive identities of those decided here, also where this program continues another, and stores every other use. */
async function claimAll(
  tx: Tx,
  programId: number,
  standing: Standing,
  deciders: readonly Account[],
): Promise<{ lost: Map<string, LostUse[]>; known: ReadonlySet<string>; sharing: Sharing[] }> {
  const uses = deciders.flatMap(({ command, participantId }) =>
    command.identities.map((identity): Use => ({ ...identity, ownerId: participantId })),
  )
  const rule = deviceRuleOf(standing)
  const claimed = await claimUses(tx, programId, uses, rule)
  const sharing = await recordUses(tx, programId, claimed, rule)
  const { continuedIds } = standing.books
  // Who is a member here already needs no claim there.
  const people = deciders.flatMap((account) =>
    account.knownBefore ? [] : [{ digest: account.command.userDigest, ownerId: account.participantId }],
  )
  const known = await knownBefore(tx, continuedIds, people)
  const byOwner = new Map<string, LostUse[]>()
  for (const use of await withContinued(tx, continuedIds, claimed)) {
    byOwner.set(use.ownerId, [...(byOwner.get(use.ownerId) ?? []), use])
  }
  return { lost: byOwner, known, sharing }
}
