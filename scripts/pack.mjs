/**
 * Packs what is given to developers (`npm run pack`): the SDK, and the service as one package that runs with
 * `npx bondhu`. Both are put together in a folder of their own, so that a clone with its tests running is left alone.
 * Lifecycle scripts stay off (`.npmrc`), so nothing here depends on them.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** The workspaces that the service is made of. They travel inside of its package. */
const inside = { '@bondhu/sdk': 'sdk', '@bondhu/web': 'web', '@bondhu/example-golpo': 'examples/golpo' }

/** The build made one file of their tables. */
const onlyForBuild = ['@ip-location-db/asn', '@ip-location-db/asn-country']

/** @returns the paths of the tarballs. */
export function pack(target) {
  mkdirSync(target, { recursive: true })
  const aside = mkdtempSync(join(tmpdir(), 'bondhu-pack-'))
  try {
    return { sdk: packSdk(aside, target), service: packService(aside, target) }
  } finally {
    rmSync(aside, { recursive: true, force: true })
  }
}

function packSdk(aside, target) {
  const folder = join(aside, 'sdk')
  copy('tsconfig.json', join(aside, 'tsconfig.json'))
  for (const name of ['tsconfig.json', 'README.md', 'src']) copy(`sdk/${name}`, join(folder, name))
  write(join(folder, 'package.json'), published('sdk'))
  copy('LICENSE', join(folder, 'LICENSE'))
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], { stdio: 'inherit' })
  return npmPack(folder, target)
}

function packService(aside, target) {
  const folder = join(aside, 'service')
  const description = 'Bondhu, a self-hosted refer-and-earn system: `npx bondhu` starts it.'
  const server = published('server')
  for (const name of onlyForBuild) delete server.dependencies[name]
  const all = { ...server, name: 'bondhu', description, bundleDependencies: Object.keys(inside) }
  write(join(folder, 'package.json'), all)
  copy('server/README.md', join(folder, 'README.md'))
  copy('LICENSE', join(folder, 'LICENSE'))
  copy('server/migrations', join(folder, 'migrations'))
  copyBuilt('server', folder)
  for (const [name, workspace] of Object.entries(inside)) {
    const within = join(folder, 'node_modules', name)
    copyBuilt(workspace, within)
    // Its pages are bundled: what they are built with is not needed to run them.
    write(join(within, 'package.json'), { ...published(workspace), dependencies: undefined })
  }
  return npmPack(folder, target)
}

/** Without tests, source maps, and the modules that are bundled in `run`. */
function copyBuilt(workspace, folder) {
  const built = join(root, workspace, 'dist')
  cpSync(built, join(folder, 'dist'), {
    recursive: true,
    filter: (path) => !/^\/(test|bundled|answers|unfinished)|\.(map|d\.ts|state)$/.test(path.slice(built.length)),
  })
}

function npmPack(folder, target) {
  const options = { cwd: folder, encoding: 'utf8', env: { ...process.env, npm_config_ignore_scripts: 'true' } }
  const [packed] = JSON.parse(execFileSync('npm', ['pack', '--json', '--pack-destination', target], options))
  return join(target, packed.filename)
}

/** Without what only the workspace needs. A workspace is private, so that it is not published incomplete. */
function published(workspace) {
  const all = JSON.parse(readFileSync(join(root, workspace, 'package.json'), 'utf8'))
  return { ...all, private: undefined, scripts: undefined, devDependencies: undefined }
}

function copy(from, to) {
  cpSync(join(root, from), to, { recursive: true })
}

function write(path, value) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, JSON.stringify(value, undefined, 2))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const path of Object.values(pack(process.argv[2] ?? join(root, 'dist/packages')))) console.log(path)
}
