/** The layers of the service: ARCHITECTURE.md draws them, and the imports must be those of the drawing. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const server = fileURLToPath(new URL('../../..', import.meta.url))
const source = join(server, 'src')
const names = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))

type Graph = ReadonlyMap<string, ReadonlySet<string>>

/** Type imports count too. */
function importsOf(name: string): string[] {
  const text = readFileSync(join(source, name), 'utf8')
  const written = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, path = '']) => path)
  return written.map((path) => relative(source, normalize(join(source, dirname(name), path))).replace(/\.js$/, '.ts'))
}

/** A file directly under `src` stands for itself. */
function folderOf(name: string): string {
  return name.includes('/') ? dirname(name) : name
}

const files: Graph = new Map(names.map((name) => [name, new Set(importsOf(name))]))

const folders: Graph = new Map(
  [...new Set(names.map(folderOf))].map((folder) => [
    folder,
    new Set(
      names
        .filter((name) => folderOf(name) === folder)
        .flatMap((name) => importsOf(name).map(folderOf))
        .filter((other) => other !== folder),
    ),
  ]),
)

/** A way from a node back to itself, or undefined. */
function cycleIn(graph: Graph): string[] | undefined {
  const done = new Set<string>()
  const walk = (node: string, way: readonly string[]): string[] | undefined => {
    const at = way.indexOf(node)
    if (at !== -1) return [...way.slice(at), node]
    if (done.has(node)) return undefined
    for (const next of graph.get(node) ?? []) {
      const found = walk(next, [...way, node])
      if (found !== undefined) return found
    }
    done.add(node)
    return undefined
  }
  for (const node of graph.keys()) {
    const found = walk(node, [])
    if (found !== undefined) return found
  }
  return undefined
}

test('the finder of cycles finds one', () => {
  const graph = (edges: Record<string, string[]>): Graph =>
    new Map(Object.entries(edges).map(([node, next]) => [node, new Set(next)]))
  assert.equal(cycleIn(graph({ a: ['b'], b: ['c'], c: [] })), undefined)
  assert.deepEqual(cycleIn(graph({ a: ['b'], b: ['c'], c: ['b'] })), ['b', 'c', 'b'])
  assert.deepEqual(cycleIn(graph({ a: ['a'] })), ['a', 'a'])
})

test('no two files import each other, directly or through others', () => {
  assert.equal(cycleIn(files)?.join(' → '), undefined)
})

test('no two folders import each other, directly or through others', () => {
  assert.equal(cycleIn(folders)?.join(' → '), undefined)
})

test('every folder is in a layer of ARCHITECTURE.md and imports only from lower layers', () => {
  const text = readFileSync(join(server, '..', 'ARCHITECTURE.md'), 'utf8')
  const [, drawing = ''] = /```layers\n([^]*?)```/.exec(text) ?? []
  const layers = drawing.trim().split('\n')
  const heightOf = new Map(
    layers.flatMap((line, index) =>
      line
        .trim()
        .split(/\s+/)
        .map((folder) => [folder, layers.length - index] as const),
    ),
  )
  const drawn = [...folders.keys()].filter((folder) => folder.includes('/') || !folder.endsWith('.ts'))
  assert.deepEqual(
    drawn.filter((folder) => !heightOf.has(folder)),
    [],
    'not in the drawing',
  )
  assert.deepEqual(
    [...heightOf.keys()].filter((folder) => !folders.has(folder)),
    [],
    'no longer there',
  )
  const wrong = drawn.flatMap((folder) =>
    [...(folders.get(folder) ?? [])]
      .filter((other) => heightOf.has(other) && (heightOf.get(other) ?? 0) >= (heightOf.get(folder) ?? 0))
      .map((other) => `${folder} imports ${other}`),
  )
  assert.deepEqual(wrong, [])
})
