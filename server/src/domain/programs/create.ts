/** Creates a program: a draft with empty books and the first version of its terms. */
import { z } from 'zod'
import { AppError } from '../../errors.js'
import { newId } from '../../ids.js'
import { retryingTransaction } from '../../db/retry.js'
import { recordChange } from '../standing/record.js'
import type { Context } from '../standing/context.js'
import { refuseUnattached } from '../payouts/providers/attached/named.js'
import type { Program } from '../standing/find.js'
import { newTermsSchema, termsJson, type Terms } from '../standing/terms.js'
import { sharedTimeZone } from './time-zone.js'

export const slugSchema = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{1,38})[a-z0-9]$/, 'must be 3 to 40 small letters, digits and hyphens, like golpo')
  .meta({ maxLength: 40 })

export const createSchema = newTermsSchema.extend({ slug: slugSchema, mode: z.enum(['test', 'live']).default('test') })

/** @throws AppError `slug_taken`, `request_invalid`, `time_zone_unsupported` */
export async function createProgram(context: Context, input: z.output<typeof createSchema>): Promise<Program> {
  const { slug, mode, ...given } = input
  const timeZone = await sharedTimeZone(context.sql, given.timeZone, context.clock.nowMs())
  const terms: Terms = { ...given, timeZone, endedCountries: [], logo: null }
  checkTerms(terms)
  await refuseUnattached(context.sql, undefined, terms.payouts.providers)
  const uid = newId()
  const keyVersion = context.keys.latestVersion
  const at = new Date(context.clock.nowMs())
  const id = await retryingTransaction(context.sql, async (tx) => {
    const [row] = await tx<{ id: number }[]>`
      insert into programs (uid, slug) values (${uid}, ${slug}) on conflict (slug) do nothing returning id`
    if (row === undefined) throw slugTaken(slug)
    await tx`
      insert into books (program_id, mode, state, version, key_version)
      values (${row.id}, ${mode}, 'draft', 1, ${keyVersion})`
    await tx`
      insert into program_versions (program_id, version, terms, announced_at, effective_at)
      values (${row.id}, 1, ${JSON.stringify(termsJson(terms))}::text::jsonb, ${at}, ${at})`
    await recordChange(context, tx, row.id, { after: { slug, mode, ...termsJson(terms) } })
    return row.id
  })
  return { id, uid, slug, mode, keyVersion }
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
