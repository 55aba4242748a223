/**
 * Bundles the pages that run in a browser: each folder `web/src/<app>` with a `browser.ts`, or with a `start.ts` that is
 * handed the texts of one language, becomes `web/dist/apps/<app>/`, with names that hold a digest of their content and a
 * `manifest.json` that names them. What a folder's `render.ts` makes of the same parts on the service becomes `web/dist/rendered/<app>.js`.
 * An app whose sources are as they were is left alone: a start should cost milliseconds.
 */
import { build, transform } from 'esbuild'
import svelte from 'esbuild-svelte'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { stateOf } from './state-of.mjs'

const production = join(dirname(fileURLToPath(import.meta.url)), 'svelte-production.mjs')

/** @param root the repository */
export async function buildApps(root) {
  const web = join(root, 'web')
  const sources = join(web, 'src')
  const apps = readdirSync(sources).filter((name) => entriesOf(sources, name).length > 0)
  const state = stateOf([sources, join(root, 'sdk/src'), join(root, 'scripts'), join(root, 'package-lock.json')])
  await Promise.all(apps.map((app) => buildApp(web, app, state)))
}

async function buildApp(web, app, state) {
  const target = join(web, 'dist/apps', app)
  const manifest = join(target, 'manifest.json')
  if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).state === state) return
  // Built aside and moved into place at once: another process may be reading the old files.
  const aside = `${target}.${process.pid}`
  const sources = join(web, 'src')
  const entries = entriesOf(sources, app)
  const { metafile } = await build({
    ...common,
    entryPoints: entries,
    outdir: aside,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    // The page names what the first script needs, so that no file waits for another.
    splitting: true,
    minify: true,
    target: browsers,
    conditions: ['svelte', 'browser'],
    alias: { 'esm-env': production },
    charset: 'utf8',
    metafile: true,
    // The style sheet of the screens that come on demand is a file of its own.
    loader: { '.later.css': 'file' },
    assetNames: '[name]-[hash]',
    plugins: [starts(sources, app), withoutCustomElements, svelte({ compilerOptions: { css: 'external' } })],
  })
  await buildRendered(web, app)
  const outputs = Object.entries(metafile.outputs).filter(([path]) => firstScript.test(basename(path)))
  const scripts = Object.fromEntries(outputs.map(([path]) => [firstScript.exec(basename(path))[1], basename(path)]))
  const preloads = Object.fromEntries(
    outputs.map(([path]) => [firstScript.exec(basename(path))[1], importsOf(metafile.outputs, path)]),
  )
  const style = outputs.map(([, { cssBundle }]) => cssBundle).find(Boolean)
  writeFileSync(
    join(aside, 'manifest.json'),
    JSON.stringify({ state, scripts, preloads, style: style ? basename(style) : null }),
  )
  for (const path of Object.keys(metafile.outputs)) {
    await shrink(path)
    compress(path)
  }
  rmSync(target, { recursive: true, force: true })
  mkdirSync(join(web, 'dist/apps'), { recursive: true })
  renameSync(aside, target)
}

/** The files that a script imports before it runs, and those that these import. */
function importsOf(outputs, path, found = new Set()) {
  for (const { path: next, kind } of outputs[path].imports) {
    if (kind !== 'import-statement' || found.has(basename(next))) continue
    found.add(basename(next))
    importsOf(outputs, next, found)
  }
  return [...found]
}

/** As small as possible: it is compressed once per build and read at each visit. */
function compress(path) {
  const plain = readFileSync(path)
  writeFileSync(`${path}.br`, brotliCompressSync(plain))
  writeFileSync(`${path}.gz`, gzipSync(plain, { level: 9 }))
}

const browsers = ['chrome80', 'safari14.1', 'firefox80']

/**
 * Again, because the bundler puts constants of other files in their places only when it has removed dead code: Svelte's
 * developer messages stay behind as `if(!1){…}`, with the functions that only they call (1.4 KB of the portal). A style
 * sheet that is a file of its own was not made small at all.
 */
async function shrink(path) {
  const { code } = await transform(readFileSync(path, 'utf8'), {
    minify: true,
    loader: path.endsWith('.css') ? 'css' : 'js',
    ...(path.endsWith('.js') && { format: 'esm', treeShaking: true }),
    target: browsers,
    charset: 'utf8',
  })
  writeFileSync(path, code)
}

const common = { bundle: true, format: 'esm', logLevel: 'warning' }

async function buildRendered(web, app) {
  const entry = join(web, 'src', app, 'render.ts')
  if (!existsSync(entry)) return
  await build({
    ...common,
    entryPoints: [entry],
    outfile: join(web, 'dist/rendered', `${app}.js`),
    platform: 'node',
    target: 'node20',
    conditions: ['svelte'],
    // The style sheet belongs to the browser's bundle.
    loader: { '.css': 'empty' },
    plugins: [svelte({ compilerOptions: { generate: 'server', css: 'external' } })],
  })
}

const firstScript = /^(browser(?:-[a-z]+)?)-[A-Z0-9]+\.js$/

function entriesOf(sources, app) {
  const browser = join(sources, app, 'browser.ts')
  if (existsSync(browser)) return [{ in: browser, out: 'browser' }]
  if (!existsSync(join(sources, app, 'start.ts'))) return []
  return readdirSync(join(sources, 'languages')).map((language) => ({
    in: `start:${language}`,
    out: `browser-${language}`,
  }))
}

/** Svelte defines a class for custom elements when it is loaded, so that it stays in every bundle. No page has any: 4 KB. */
const withoutCustomElements = {
  name: 'without-custom-elements',
  setup(bundler) {
    bundler.onLoad({ filter: /svelte\/src\/internal\/client\/dom\/elements\/custom-element\.js$/ }, () => ({
      contents: 'export const create_custom_element = undefined',
    }))
  },
}

/** The first script of an app in one language: it calls `start` with that language's texts. */
function starts(sources, app) {
  return {
    name: 'starts',
    setup(bundler) {
      bundler.onResolve({ filter: /^(start|later):/ }, ({ path }) => {
        const [namespace, language] = path.split(':')
        return { path: language, namespace }
      })
      bundler.onLoad({ filter: /./, namespace: 'start' }, ({ path: language }) => ({
        contents: `import { start } from './${app}/start.ts'
          import { ${app} } from './languages/${language}/${app}.ts'
          start(${app}, () => import('later:${language}'))`,
        resolveDir: sources,
      }))
      // Screens and their texts in one file: what it shares with the first script is then one file too.
      bundler.onLoad({ filter: /./, namespace: 'later' }, ({ path: language }) => ({
        contents: `export { screens } from './${app}/screens/all.ts'
          export { ${app}Screens as texts } from './languages/${language}/${app}-screens.ts'
          import file from './${app}/screens/screens.later.css'
          export const style = new URL(file, import.meta.url).href`,
        resolveDir: sources,
      }))
    },
  }
}
