/**
 * SQL as tagged templates: text with numbered parameters, and the statement that sends it. A value in a template is
 * always a parameter, unless it is an identifier or another template. Knows no driver.
 */

import { BinaryArray } from './binary-array.js'

export type Parameter = string | number | bigint | boolean | Date | Buffer | BinaryArray | null | readonly Parameter[]
type Part = Parameter | Statement<readonly object[]> | Spliced

/** Rows as objects by column, and the number of rows returned or changed. */
export type Rows<T extends readonly object[]> = T & { readonly count: number }

/** A statement as it is sent. The server does not keep statements without a name. */
export interface Prepared {
  readonly text: string
  readonly values: readonly Exclude<Parameter, BinaryArray>[]
  readonly name: string | undefined
}

export type Run = (prepared: Prepared) => Promise<Rows<readonly object[]>>

// oxlint-disable-next-line typescript/no-explicit-any
export type AnyRow = Record<string, any>

/** Identifiers and lists of values, written into a template by `tagOf`. */
class Spliced {
  readonly write: (out: Writing) => void

  constructor(write: (out: Writing) => void) {
    this.write = write
  }
}

interface Writing {
  text: string
  readonly values: Exclude<Parameter, BinaryArray>[]
}

/**
 * A statement from a template. It runs once, when it is first awaited. Inside another template it becomes a part of
 * that one.
 */
export class Statement<T extends readonly object[]> implements Promise<Rows<T>> {
  readonly [Symbol.toStringTag] = 'Statement'
  readonly strings: TemplateStringsArray
  readonly parts: readonly Part[]
  private readonly run: Run
  private running: Promise<Rows<T>> | undefined

  constructor(run: Run, strings: TemplateStringsArray, parts: readonly Part[]) {
    this.run = run
    this.strings = strings
    this.parts = parts
  }

  // oxlint-disable-next-line unicorn/no-thenable
  then<R = Rows<T>, E = never>(
    onDone?: ((rows: Rows<T>) => R | PromiseLike<R>) | null,
    onFailed?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): Promise<R | E> {
    return this.started().then(onDone, onFailed)
  }

  catch<E = never>(onFailed?: ((reason: unknown) => E | PromiseLike<E>) | null): Promise<Rows<T> | E> {
    return this.started().catch(onFailed)
  }

  finally(onSettled?: (() => void) | null): Promise<Rows<T>> {
    return this.started().finally(onSettled)
  }

  private started(): Promise<Rows<T>> {
    this.running ??= this.run(prepare(this.strings, this.parts)) as unknown as Promise<Rows<T>>
    return this.running
  }
}

export interface Tag {
  <T extends readonly object[] = AnyRow[]>(strings: TemplateStringsArray, ...parts: readonly Part[]): Statement<T>
  /** Names of tables, columns or roles, quoted. */
  (names: string | readonly string[]): Spliced
  /** `(a, b) values (…), (…)`, for rows with the same columns. */
  rows(rows: readonly Readonly<Record<string, Parameter>>[]): Spliced
  /** `a = …, b = …` */
  sets(row: Readonly<Record<string, Parameter>>): Spliced
  /** Our own text, possibly with several statements. */
  unsafe<T extends readonly object[] = AnyRow[]>(text: string): Promise<Rows<T>>
}

export function tagOf(run: Run): Tag {
  const tag = (first: TemplateStringsArray | string | readonly string[], ...parts: readonly Part[]) =>
    typeof first !== 'string' && 'raw' in first ? new Statement(run, first, parts) : identifiers([first].flat())
  return Object.assign(tag as Pick<Tag, keyof Tag> & typeof tag, {
    rows: insertedRows,
    sets: (row: Readonly<Record<string, Parameter>>) =>
      new Spliced((out) => {
        Object.entries(row).forEach(([column, value], index) => {
          out.text += `${index === 0 ? '' : ', '}${quoted(column)} = `
          writeParameter(out, value)
        })
      }),
    unsafe: (text: string) => run({ text, values: [], name: undefined }),
  }) as unknown as Tag
}

function insertedRows(rows: readonly Readonly<Record<string, Parameter>>[]): Spliced {
  const columns = Object.keys(rows[0] ?? {})
  return new Spliced((out) => {
    out.text += `(${columns.map(quoted).join(', ')}) values `
    rows.forEach((row, index) => {
      out.text += index === 0 ? '(' : ', ('
      columns.forEach((column, at) => {
        if (at > 0) out.text += ', '
        writeParameter(out, row[column])
      })
      out.text += ')'
    })
  })
}

function identifiers(names: readonly string[]): Spliced {
  return new Spliced((out) => void (out.text += names.map(quoted).join(', ')))
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** Texts of a template by the kinds of its parts: a template is written once and sent a million times. */
const known = new WeakMap<TemplateStringsArray, Map<string, Omit<Prepared, 'values'>>>()

let named = 0

function prepare(strings: TemplateStringsArray, parts: readonly Part[]): Prepared {
  if (parts.some(isVaried)) return { ...compose(strings, parts), name: undefined }
  const kinds = parts.map(kindOf).join('\0')
  let ofTemplate = known.get(strings)
  if (ofTemplate === undefined) known.set(strings, (ofTemplate = new Map()))
  let statement = ofTemplate.get(kinds)
  if (statement === undefined) {
    statement = { text: compose(strings, parts).text, name: `bondhu_${++named}` }
    ofTemplate.set(kinds, statement)
  }
  return { ...statement, values: valuesOf(parts) }
}

function valuesOf(parts: readonly Part[]): Writing['values'] {
  const values: Writing['values'] = []
  for (const part of parts) if (!(part instanceof Statement)) values.push(sentAs(part as Parameter))
  return values
}

function sentAs(value: Parameter): Exclude<Parameter, BinaryArray> {
  return value instanceof BinaryArray ? value.bytes : value
}

/**
 * Whether the part may add parameters. Then the text differs between calls, and the server would keep every version.
 */
function isVaried(part: Part): boolean {
  return part instanceof Spliced || (part instanceof Statement && part.parts.length > 0)
}

function kindOf(part: Part): string {
  return part instanceof Statement ? `(${part.strings[0]})` : castOf(part)
}

function compose(strings: TemplateStringsArray, parts: readonly Part[]): Omit<Prepared, 'name'> {
  const out: Writing = { text: '', values: [] }
  writeParts(out, strings, parts)
  return out
}

function writeParts(out: Writing, strings: TemplateStringsArray, parts: readonly Part[]): void {
  strings.forEach((text, index) => {
    out.text += text
    if (index === parts.length) return
    const part = parts[index]
    if (part instanceof Statement) writeParts(out, part.strings, part.parts)
    else if (part instanceof Spliced) part.write(out)
    else writeParameter(out, part)
  })
}

function writeParameter(out: Writing, value: Parameter | undefined): void {
  const cast = castOf(value)
  out.values.push(sentAs(value as Parameter))
  out.text += `$${out.values.length}${cast}`
}

/** The type of a value that has an explicit one. PostgreSQL infers the others, as for a literal. */
function castOf(value: Part | undefined): string {
  if (value === undefined) throw new TypeError('A statement has a parameter that is undefined; null is NULL.')
  if (typeof value === 'bigint') return '::bigint'
  if (typeof value === 'boolean') return '::boolean'
  if (value instanceof Date) return '::timestamptz'
  if (value instanceof BinaryArray) return `::${value.type}`
  return Buffer.isBuffer(value) ? '::bytea' : ''
}
