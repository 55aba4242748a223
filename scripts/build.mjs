/**
 * Turns every TypeScript file into JavaScript under its workspace's `dist`. It checks no types (`npm run types` does),
 * so that a start costs milliseconds.
 */
import { build } from 'esbuild'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildApps } from './build-apps.mjs'
import { buildDocs } from './build-docs.mjs'
import { buildNetworks } from './build-networks.mjs'
import { bundleService } from './bundle-service.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const workspaces = ['server', 'sdk', 'web', 'examples/golpo', 'bench', 'sim']

// The apps are bundled from the built SDK, which a fresh clone does not have before.
await Promise.all(workspaces.map(buildWorkspace))
buildDocs(root)
await buildNetworks(root)
await buildApps(root)
await bundleService(root)

async function buildWorkspace(workspace) {
  const base = join(root, workspace)
  const entryPoints = ['src', 'test'].flatMap((folder) => sourcesOf(join(base, folder)))
  if (entryPoints.length === 0) return
  removeStale(base, new Set(entryPoints.map((path) => relative(base, path).replace(/\.ts$/, '.js'))))
  await build({
    entryPoints,
    outbase: base,
    outdir: join(base, 'dist'),
    format: 'esm',
    target: 'node20',
    sourcemap: true,
    logLevel: 'warning',
  })
}

/** A test without a source must not run. Other files stay, because another process may be running them. */
function removeStale(base, expected) {
  const dist = join(base, 'dist')
  if (!existsSync(dist)) return
  for (const name of readdirSync(dist, { recursive: true })) {
    // Bundles have no source with their name.
    if (/^(apps|docs|rendered|bundled|run)/.test(name)) continue
    const script = name.replace(/\.map$/, '')
    if (script.endsWith('.js') && !expected.has(script)) rmSync(join(dist, name), { force: true })
  }
}

function sourcesOf(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
}
