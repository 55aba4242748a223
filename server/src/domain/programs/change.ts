/**
 * Changes a program's terms. A draft changes at once. After the launch, improvements take effect at once and worse
 * terms at least 72 hours after the announcement; some terms never change.
 */
import type { z } from 'zod'
import type { Tx } from '../../db/connect.js'
import { isUniqueViolation } from '../../db/retry.js'
import { hourMs } from '../../clock.js'
import { AppError, type FieldError } from '../../errors.js'
import { recordChange } from '../standing/audit-record.js'
import { appendChanges } from '../changes/append.js'
import type { Context } from '../standing/context.js'
import { refuseUnattached } from '../payouts/providers/attached/named.js'
import { checkTerms, slugSchema, slugTaken } from './create.js'
import type { Program, Standing } from '../standing/find.js'
import { endedEverywhere, termsChangeSchema, termsJson, worseFields, type Terms } from '../standing/terms.js'
import { holdingBooks } from '../standing/in-program.js'
import { sharedTimeZone } from './time-zone.js'

export const announcementHours = 72

export const changeSchema = termsChangeSchema.extend({ slug: slugSchema.optional() })

/** A caller's change, or one of a verb: the logo is set by a call of its own. */
type Change = z.output<typeof changeSchema> & Partial<Pick<Terms, 'logo'>>

/** @throws AppError `program_change_refused`, `program_state_conflict`, `slug_taken`, `request_invalid`, `time_zone_unsupported` */
export async function changeProgram(context: Context, program: Program, input: Change): Promise<Program> {
  const { slug, ...asked } = input
  const timeZone =
    asked.timeZone === undefined
      ? {}
      : { timeZone: await sharedTimeZone(context.sql, asked.timeZone, context.clock.nowMs()) }
  const change = { ...asked, ...timeZone }
  return holdingBooks(context, program, async (tx, standing) => {
    const { books } = standing
    if (books.state === 'closing' || books.state === 'settled') {
      throw new AppError('program_state_conflict', 'The program is closing: its terms no longer change.')
    }
    if (books.state !== 'draft' && standing.now >= standing.inForce.terms.endsAt) {
      throw new AppError('program_state_conflict', 'The program has ended: its terms no longer change.')
    }
    if (change.payouts !== undefined) {
      const { providers } = standing.inForce.terms.payouts
      await refuseUnattached(tx, program.id, change.payouts.providers, providers)
    }
    const announced = await announce(tx, program, standing, change)
    const renamed = slug !== undefined && slug !== program.slug
    if (renamed) await rename(tx, program, standing, slug)
    if (announced.length > 0 || renamed) {
      await recordChange(context, tx, program.id, {
        before: { slug: program.slug, version: standing.books.version, ...termsJson(standing.inForce.terms) },
        after: { slug: slug ?? program.slug, versions: announced.map(versionJson) },
      })
    }
    return renamed ? { ...program, slug } : program
  })
}

function noCountryLeft(): AppError {
  return new AppError('request_invalid', 'No country would be left. To end the program, close it.', {
    fields: [{ path: 'countries', message: 'must have one that was not ended' }],
  })
}

/** The caller has locked the books. */
export async function announce(
  tx: Tx,
  program: Program,
  standing: Standing,
  change: Partial<Terms>,
): Promise<ReturnType<typeof nextVersions>> {
  const next = nextVersions(standing, change)
  if (next.length === 0) return next
  // A program that has none left already can still change what else it says.
  if (change.countries !== undefined && next.some(({ terms }) => endedEverywhere(terms))) throw noCountryLeft()
  for (const { terms } of next) checkTerms(terms)
  let version = standing.books.version
  for (const { terms, effectiveAt } of next) {
    version += 1
    await tx`
      insert into program_versions (program_id, version, terms, announced_at, effective_at)
      values (${program.id}, ${version}, ${JSON.stringify(termsJson(terms))}::text::jsonb, ${standing.now}, ${effectiveAt})`
  }
  await tx`update books set version = ${version} where program_id = ${program.id}`
  const changes = next.map(
    ({ effectiveAt }, index) =>
      ({
        type: 'program.changed',
        dueAt: effectiveAt,
        detail: { version: standing.books.version + index + 1 },
      }) as const,
  )
  await appendChanges(tx, program.id, changes, standing.now)
  return next
}

function versionJson({ terms, effectiveAt }: { terms: Terms; effectiveAt: Date }): object {
  return { effectiveAt, ...termsJson(terms) }
}

/**
 * A worse change is applied to the last announced version, for later. Any other change takes effect at once, and is
 * also applied to every announced version; otherwise it would disappear when that one takes effect.
 */
export function nextVersions(standing: Standing, change: Partial<Terms>): { terms: Terms; effectiveAt: Date }[] {
  const { books, now, versions, inForce } = standing
  const current = inForce.terms
  const changed = { ...current, ...change }
  const announced = versions.announced(now)
  const last = announced.at(-1) ?? inForce
  for (const terms of [current, last.terms]) refuseOnePerson(terms, { ...terms, ...change })
  if (books.state === 'draft') return sameTerms(current, changed) ? [] : [{ terms: changed, effectiveAt: now }]
  const bases = [{ terms: current, effectiveAt: now }, ...announced]
  for (const { terms } of bases) refuseFixed(terms, { ...terms, ...change })
  // An announced improvement is promised: removing it again takes it from people, like any worse change.
  if (bases.every(({ terms }) => worseFields(terms, { ...terms, ...change }).length === 0)) {
    refuseOtherStart(current, changed, now)
    const next = bases.map(({ terms, effectiveAt }) => ({ terms: { ...terms, ...change }, effectiveAt }))
    if (next.every(({ terms }, index) => sameTerms(terms, bases[index]?.terms ?? current))) return []
    return withoutRepeats(next)
  }
  const later = { ...last.terms, ...change }
  if (sameTerms(last.terms, later)) return []
  const earliest = new Date(now.getTime() + announcementHours * hourMs)
  const effectiveAt = last.effectiveAt > earliest ? last.effectiveAt : earliest
  refuseOtherStart(last.terms, later, effectiveAt)
  return [...secondPersonAtOnce(standing, bases, change), { terms: later, effectiveAt }]
}

/** An announcement that was withdrawn is not announced again: the version in force replaces it, and is newer. */
function withoutRepeats(versions: readonly { terms: Terms; effectiveAt: Date }[]) {
  return versions.filter(({ terms }, index) => {
    const before = versions[index - 1]
    return before === undefined || !sameTerms(terms, before.terms)
  })
}

/** Who confirms is no promise to participants, so it does not wait with the rest of a change. */
function secondPersonAtOnce(
  standing: Standing,
  bases: readonly { terms: Terms; effectiveAt: Date }[],
  { secondPerson }: Partial<Terms>,
): { terms: Terms; effectiveAt: Date }[] {
  if (secondPerson === undefined) return []
  const current = standing.inForce.terms
  if (sameTerms(current, { ...current, secondPerson })) return []
  return bases.map(({ terms, effectiveAt }) => ({ terms: { ...terms, secondPerson }, effectiveAt }))
}

/** If one person could turn off the second person, none would be needed. @throws AppError `program_change_refused` */
function refuseOnePerson(from: Terms, to: Terms): void {
  const names = Object.keys(from.secondPerson) as (keyof Terms['secondPerson'])[]
  const taken = names.filter((name) => from.secondPerson[name] && !to.secondPerson[name])
  if (taken.length === 0) return
  throw new AppError('program_change_refused', 'The terms require a second person: this is never turned off.', {
    fields: taken.map((name) => ({ path: `secondPerson.${name}`, message: 'may only be turned on' })),
  })
}

/** @throws AppError `program_change_refused` */
function refuseFixed(from: Terms, to: Terms): void {
  const fields: FieldError[] = []
  const refuse = (path: keyof Terms, message: string) => fields.push({ path, message })
  if (to.currency !== from.currency) refuse('currency', 'is fixed once a program is launched')
  if (to.timeZone !== from.timeZone) refuse('timeZone', 'is fixed once a program is launched: caps count by its day')
  if (to.minimumPayoutMinor > from.minimumPayoutMinor) refuse('minimumPayoutMinor', 'may only fall')
  if (to.endsAt < from.endsAt) refuse('endsAt', 'may come earlier only by closing the program')
  if (fields.length > 0) {
    throw new AppError(
      'program_change_refused',
      'The program is launched: this part of its promise no longer changes.',
      {
        fields,
      },
    )
  }
}

/**
 * A program that has begun never begins again: codes and clicks of the time between would stop counting.
 * @throws AppError `program_change_refused`
 */
function refuseOtherStart(from: Terms, to: Terms, effectiveAt: Date): void {
  if (to.startsAt.getTime() === from.startsAt.getTime() || effectiveAt < from.startsAt) return
  throw new AppError(
    'program_change_refused',
    'The program has begun by the time of this change: its start no longer changes.',
    {
      fields: [
        {
          path: 'startsAt',
          message: `is fixed once the program has begun. A worse change takes effect after ${announcementHours} hours: the start must still lie ahead then`,
        },
      ],
    },
  )
}

function sameTerms(a: Terms, b: Terms): boolean {
  return JSON.stringify(termsJson(a)) === JSON.stringify(termsJson(b))
}

async function rename(tx: Tx, program: Program, standing: Standing, slug: string): Promise<void> {
  if (standing.books.state !== 'draft') {
    throw new AppError(
      'program_change_refused',
      'The slug is in links that people have shared: it no longer changes.',
      {
        fields: [{ path: 'slug', message: 'is fixed once a program is launched' }],
      },
    )
  }
  try {
    await tx`update programs set slug = ${slug} where id = ${program.id}`
  } catch (error) {
    if (isUniqueViolation(error)) throw slugTaken(slug)
    throw error
  }
}
