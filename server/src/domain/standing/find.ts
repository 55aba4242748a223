/** Finds a program from an id or a slug. */
import { BoundedCache } from '../../bounded-cache.js'
import type { Sql, Tx } from '../../db/connect.js'
import type { ProgramMode } from '../../db/rows.js'
import { AppError } from '../../errors.js'
import { fromWire } from '../../ids.js'
import type { Context } from './context.js'
import { readBooks, type Books } from '../ledger/books.js'
import type { ProgramVersion, Versions } from './versions.js'

export interface Program {
  readonly id: number
  readonly uid: string
  readonly slug: string
  readonly mode: ProgramMode
  readonly keyVersion: number
}

const cachedMax = 1000
const slugPattern = /^[a-z0-9-]{3,40}$/

/**
 * Finds programs, and caches those whose slug is fixed. A draft may change its slug, and another program take it, so
 * drafts are read each time.
 */
export class Programs {
  private readonly context: Context
  private readonly cached = new BoundedCache<string, Program>(cachedMax)

  constructor(context: Context) {
    this.context = context
  }

  /** Without asking the database, which makes a visit to a link cheaper. */
  remembered(reference: string): Program | undefined {
    return this.cached.get(reference)
  }

  /** @param reference an id (`prg_…`) or a slug. */
  async find(reference: string): Promise<Program | undefined> {
    const known = this.cached.get(reference)
    if (known !== undefined) return known
    const uid = fromWire('prg', reference)
    if (uid === undefined && !slugPattern.test(reference)) return undefined
    const found = await this.read(uid, reference)
    if (found === undefined) return undefined
    if (found.state !== 'draft') this.remember(reference, found.program)
    return found.program
  }

  /** @throws AppError `program_not_found` */
  async get(reference: string): Promise<Program> {
    const program = await this.find(reference)
    if (program === undefined) throw new AppError('program_not_found', 'There is no program of this id or slug.')
    return program
  }

  async list(): Promise<Program[]> {
    const rows = await this.context.sql<ProgramRow[]>`
      select p.id, p.uid, p.slug, b.mode, b.key_version, b.state
      from programs p join books b on b.program_id = p.id
      order by p.id`
    return rows.map(programOf)
  }

  private async read(uid: string | undefined, slug: string) {
    const { sql } = this.context
    const [row] = await sql<ProgramRow[]>`
      select p.id, p.uid, p.slug, b.mode, b.key_version, b.state
      from programs p join books b on b.program_id = p.id
      where ${uid === undefined ? sql`p.slug = ${slug}` : sql`p.uid = ${uid}`}`
    return row === undefined ? undefined : { program: programOf(row), state: row.state }
  }

  private remember(reference: string, program: Program): void {
    this.cached.set(reference, program)
  }
}

interface ProgramRow {
  id: number
  uid: string
  slug: string
  mode: ProgramMode
  key_version: number
  state: string
}

function programOf(row: ProgramRow): Program {
  return { id: row.id, uid: row.uid, slug: row.slug, mode: row.mode, keyVersion: row.key_version }
}

/** A program at this moment: its books, its own time, and the terms in force. */
export interface Standing {
  readonly books: Books
  readonly now: Date
  readonly versions: Versions
  readonly inForce: ProgramVersion
}

/** @param sql the caller's transaction, if there is one: a second connection could exhaust the pool. */
export async function standingOf(context: Context, programId: number, sql: Sql | Tx = context.sql): Promise<Standing> {
  return standingUnder(context, sql, programId, await readBooks(sql, programId))
}

/** For locked books. */
export async function standingUnder(
  context: Context,
  sql: Sql | Tx,
  programId: number,
  books: Books,
): Promise<Standing> {
  // A program's clock: real time, plus the offset of a test program.
  const now = new Date(context.clock.nowMs() + books.clockOffsetMs)
  const versions = await context.versions.get(sql, programId, books.version)
  return { books, now, versions, inForce: versions.inForce(now) }
}
