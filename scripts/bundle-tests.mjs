/**
 * Bundles test files with what they import: a test file imports a thousand modules, and reading them one by one takes half
 * a second of processor time. The processes that tests start run the product as built.
 */
import { build } from 'esbuild'
import { mkdtemp, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundled, placesOf } from './bundle-service.mjs'

/** @returns the bundled files, in the same order, and how to remove them */
export async function bundleTests(server, sources) {
  // In the package, so that what stays outside of the bundles is found.
  const outdir = await mkdtemp(join(server, 'dist', 'bundled-'))
  const remove = () => rm(outdir, { recursive: true, force: true })
  await build({
    entryPoints: sources,
    ...bundled,
    outbase: server,
    outdir,
    external: [...bundled.external, 'ajv', 'axe-core', 'fast-check', 'playwright-core', '@sparticuz/chromium'],
    plugins: [placesOf((path) => JSON.stringify(pathToFileURL(join(server, 'dist', path)).href), server)],
  })
  const files = sources.map((source) => join(outdir, relative(server, source).replace(/\.ts$/, '.js')))
  return { files, remove }
}
