/**
 * Turns every TypeScript file into JavaScript under its workspace's `dist`. Types are checked by `npm run types`, not
 * here: a start should cost milliseconds.
 */
import { build } from 'esbuild'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const workspaces = ['server', 'sdk', 'examples/golpo', 'bench']

await Promise.all(workspaces.map(buildWorkspace))

async function buildWorkspace(workspace) {
  const base = join(root, workspace)
  const entryPoints = ['src', 'test'].flatMap((folder) => sourcesOf(join(base, folder)))
  if (entryPoints.length === 0) return
  rmSync(join(base, 'dist'), { recursive: true, force: true })
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

function sourcesOf(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
}
