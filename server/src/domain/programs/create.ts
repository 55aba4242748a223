/** Creates a program: a draft with empty books and the first version of its terms. */
import * as z from 'zod'
import { AppError } from '../../errors.js'
import { newId } from '../../ids.js'
import { arrayText } from '../../db/array-text.js'
import { retryingTransaction } from '../../db/retry.js'
import { recordChange } from '../standing/audit-record.js'
import type { Context } from '../standing/context.js'
import { refuseUnattached } from '../payouts/providers/attached/named.js'
import { readBooks } from '../ledger/books.js'
import { Programs, type Program } from '../standing/find.js'
import { newTermsSchema, termsJson, type Terms } from '../standing/terms.js'
import { sharedTimeZone } from './time-zone.js'

export const slugSchema = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{1,38})[a-z0-9]$/, 'must be 3 to 40 small letters, digits and hyphens, like golpo')
  .meta({ maxLength: 40 })

export const createSchema = newTermsSchema.extend({
  slug: slugSchema,
  mode: z.enum(['test', 'live']).default('test'),
  continues: z
    .string()
    .max(60)
    .nullish()
    .describe('Id or slug of an earlier program: everybody known there is a member here, for ever. Set only here'),
})

/** @throws AppError `slug_taken`, `request_invalid`, `time_zone_unsupported` */
export async function createProgram(context: Context, input: z.output<typeof createSchema>): Promise<Program> {
  const { slug, mode, continues, ...given } = input
  const timeZone = await sharedTimeZone(context.sql, given.timeZone, context.clock.nowMs())
  const terms: Terms = { ...given, timeZone, endedCountries: [], logo: null }
  checkTerms(terms)
  await refuseUnattached(context.sql, undefined, terms.payouts.providers)
  const uid = newId()
  const continued = await continuedBy(context, mode, continues ?? undefined)
  // Digests of two key versions cannot be compared.
  const keyVersion = continued?.keyVersion ?? context.keys.latestVersion
  const at = new Date(context.clock.nowMs())
  const id = await retryingTransaction(context.sql, async (tx) => {
    const [row] = await tx<{ id: number }[]>`
      insert into programs (uid, slug) values (${uid}, ${slug}) on conflict (slug) do nothing returning id`
    if (row === undefined) throw slugTaken(slug)
    await tx`
      insert into books (program_id, mode, state, version, key_version, continues, continued_ids)
      values (${row.id}, ${mode}, 'draft', 1, ${keyVersion}, ${continued?.slug ?? null}, 
        ${arrayText((continued?.ids ?? []).map(String))}::integer[])`
    await tx`
      insert into program_versions (program_id, version, terms, announced_at, effective_at)
      values (${row.id}, 1, ${JSON.stringify(termsJson(terms))}::text::jsonb, ${at}, ${at})`
    await recordChange(context, tx, row.id, {
      after: { slug, mode, continues: continued?.slug ?? null, ...termsJson(terms) },
    })
    return row.id
  })
  return { id, uid, slug, mode, keyVersion }
}

const continuedMax = 5

interface Continued {
  readonly slug: string
  /** With those that it continues, newest first. */
  readonly ids: readonly number[]
  readonly keyVersion: number
}

/** What a program continues never changes, and a launched one never becomes a draft. @throws AppError `request_invalid` */
async function continuedBy(
  context: Context,
  mode: Program['mode'],
  reference: string | undefined,
): Promise<Continued | undefined> {
  if (reference === undefined) return undefined
  const refused = (message: string) =>
    new AppError('request_invalid', 'The program cannot continue that one.', {
      fields: [{ path: 'continues', message }],
    })
  const program = await new Programs(context).find(reference)
  if (program === undefined) throw refused('names no program')
  const books = await readBooks(context.sql, program.id)
  // Nobody is known to a draft, and its slug may change.
  if (books.state === 'draft') throw refused('names a program that was not launched')
  if (books.mode !== mode) throw refused(`names a ${books.mode} program, and this one is a ${mode} program`)
  const ids = [program.id, ...books.continuedIds]
  if (ids.length > continuedMax) throw refused(`would continue ${ids.length} programs; at most ${continuedMax}`)
  return { slug: program.slug, ids, keyVersion: program.keyVersion }
}

export function slugTaken(slug: string): AppError {
  return new AppError('slug_taken', `Another program is called "${slug}". Choose another slug.`)
}

/** Checks across fields. @throws AppError `request_invalid` */
export function checkTerms(terms: Terms): void {
  if (terms.endsAt <= terms.startsAt) {
    throw new AppError('request_invalid', 'A program ends after it starts.', {
      fields: [{ path: 'endsAt', message: 'must be later than startsAt' }],
    })
  }
}
