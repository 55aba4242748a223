/**
 * Bundles the pages that run in a browser: each folder `web/src/<app>` with a `browser.ts` becomes
 * `web/dist/apps/<app>/`, with names that hold a digest of their content and a `manifest.json` that names them. An app
 * whose sources are as they were is left alone: a start should cost milliseconds.
 */
import { build } from 'esbuild'
import svelte from 'esbuild-svelte'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'

/** @param root the repository */
export async function buildApps(root) {
  const web = join(root, 'web')
  const sources = join(web, 'src')
  const apps = readdirSync(sources).filter((name) => existsSync(join(sources, name, 'browser.ts')))
  const state = stateOf([sources, join(root, 'sdk/src'), join(root, 'scripts'), join(root, 'package-lock.json')])
  await Promise.all(apps.map((app) => buildApp(web, app, state)))
}

async function buildApp(web, app, state) {
  const target = join(web, 'dist/apps', app)
  const manifest = join(target, 'manifest.json')
  if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).state === state) return
  // Built aside and put in place at once: another process may be reading what is there.
  const aside = `${target}.${process.pid}`
  const { metafile } = await build({
    entryPoints: [join(web, 'src', app, 'browser.ts')],
    outdir: aside,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: ['chrome80', 'safari14.1', 'firefox80'],
    conditions: ['svelte', 'browser'],
    metafile: true,
    logLevel: 'warning',
    plugins: [svelte({ compilerOptions: { css: 'external' } })],
  })
  const files = Object.entries(metafile.outputs)
  const [script, entry] = files.find(([, { entryPoint }]) => entryPoint?.endsWith('browser.ts'))
  const names = { script: basename(script), style: entry.cssBundle ? basename(entry.cssBundle) : null }
  writeFileSync(join(aside, 'manifest.json'), JSON.stringify({ state, ...names }))
  rmSync(target, { recursive: true, force: true })
  mkdirSync(join(web, 'dist/apps'), { recursive: true })
  renameSync(aside, target)
}

/** A digest of the names, sizes and times of everything that an app is made of. */
function stateOf(paths) {
  const hash = createHash('sha256')
  for (const path of paths) {
    const names = statSync(path).isDirectory() ? readdirSync(path, { recursive: true }).toSorted() : ['']
    for (const name of names) {
      const { size, mtimeMs } = statSync(join(path, name))
      hash.update(`${name} ${size} ${mtimeMs}\n`)
    }
  }
  return hash.digest('hex')
}
