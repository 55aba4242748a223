/**
 * The redirects of links, put together once for the terms and the platform. Of a visit only the click's id differs, and the
 * last lines of the answer. Pure.
 */
import { randomBytes } from 'node:crypto'
import { destinationOf } from '../../domain/links/destination.js'
import type { Visitor } from '../../domain/links/visitor.js'
import type { Terms } from '../../domain/standing/terms.js'
import { linesOf, redirect } from './link-answer.js'

/** A redirect, before and behind the click's id in its address. */
export interface Redirect {
  readonly address: readonly [before: string, after: string]
  /** The same of the whole answer, without the lines that depend on the connection. */
  readonly lines: readonly [before: string, after: string]
}

type Redirects = Partial<Record<Visitor['platform'], Redirect>>

/** By terms: they are read once for each version. */
const known = new WeakMap<Terms, Redirects>()

/** @param visitor one that needs no landing page */
export function redirectOf(terms: Terms, visitor: Visitor): Redirect {
  let redirects = known.get(terms)
  if (redirects === undefined) known.set(terms, (redirects = {}))
  return (redirects[visitor.platform] ??= newRedirect(terms, visitor))
}

/** In place of an id, of the letters that an id has. Nobody could have written it into a destination. */
const mark = `clk_${randomBytes(16).toString('hex')}`

function newRedirect(terms: Terms, visitor: Visitor): Redirect {
  const address = destinationOf(terms, visitor, mark)
  return { address: around(address), lines: around(linesOf(redirect(address))) }
}

function around(text: string): Redirect['address'] {
  const [before = '', after, ...more] = text.split(mark)
  if (after === undefined || more.length > 0) throw new Error('a destination names the click once')
  return [before, after]
}
