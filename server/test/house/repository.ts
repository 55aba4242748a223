/** The files of the repository, as they are on the disk: documents, and everything that documents speak of. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../../..', import.meta.url))

const notOurs = new Set(['node_modules', 'dist', '.git', '.bondhu', '.golpo'])

/** Paths from the root, with `/` between names. */
export const paths: readonly string[] = walk(root)

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return notOurs.has(entry.name) ? [] : walk(path)
    return [relative(root, path).split(sep).join('/')]
  })
}

export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

export interface Document {
  readonly path: string
  readonly text: string
}

export const documents: readonly Document[] = paths
  .filter((path) => path.endsWith('.md'))
  .map((path) => ({ path, text: read(path) }))

/** The part of a document under a heading, up to the next heading of its level or a higher one. */
export function sectionOf(path: string, heading: string): string {
  const lines = read(path).split('\n')
  const from = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === heading)
  if (from === -1) throw new Error(`${path} has no section "${heading}".`)
  const level = /^#+/.exec(lines[from] ?? '')?.[0].length ?? 0
  const length = lines.slice(from + 1).findIndex((line) => (/^(#+) /.exec(line)?.[1]?.length ?? 9) <= level)
  return lines.slice(from, length === -1 ? undefined : from + 1 + length).join('\n')
}

/** The rows of the tables in a text, as their cells. Headings are left out. */
export function rowsOf(text: string): string[][] {
  return text.split('\n').flatMap((line, index, lines) => {
    const isRow = line.startsWith('|') && !line.startsWith('| -') && !lines[index + 1]?.startsWith('| -')
    return isRow
      ? [
          line
            .split(/(?<!\\)\|/)
            .slice(1, -1)
            .map((cell) => cell.trim()),
        ]
      : []
  })
}

/** What stands in code font inside a line. */
export function codesOf(text: string): string[] {
  return [...text.replace(/^```[^]*?^```/gm, '').matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code)
}

/** The members of a union of texts in `rows.ts`, which a test compares with the database. */
export function membersOf(type: string): string[] {
  const [, union] = new RegExp(`export type ${type} =([^;]*?)\n\n`).exec(read('server/src/db/rows.ts')) ?? []
  if (union === undefined) throw new Error(`rows.ts has no type ${type}.`)
  return [...union.matchAll(/'(\w+)'/g)].map(([, member = '']) => member)
}
