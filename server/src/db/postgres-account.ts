/**
 * The system user that runs PostgreSQL: this process's own, except for root, because PostgreSQL refuses to run as root.
 * Never changes the permissions of a folder outside the data folder.
 */
import { execFile } from 'node:child_process'
import { chmod, chown, lchown, readdir, stat } from 'node:fs/promises'
import { dirname, join, parse } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface User {
  readonly uid: number
  readonly gid: number
}

export interface Account {
  /** Undefined: this process's own user. */
  readonly user: User | undefined
  /** How to start a program as that user. */
  command(program: string, args: readonly string[]): { file: string; args: string[]; options: Partial<User> }
}

const ownAccount: Account = {
  user: undefined,
  command: (program, args) => ({ file: program, args: [...args], options: {} }),
}

/**
 * @param dataDir exists, and belongs to Bondhu
 * @param cluster PostgreSQL's folder in it; may not exist yet
 * @param program a program that the user must be able to run
 * @throws Error that says what to do
 */
export async function chooseAccount(dataDir: string, cluster: string, program: string): Promise<Account> {
  if (process.getuid?.() !== 0) return ownAccount
  const user = (await ownerOfCluster(cluster)) ?? (await findPostgresUser()) ?? (await createPostgresUser())
  await letThrough(dataDir)
  const blocked = (await blockedFolder(cluster, user)) ?? (await blockedFolder(program, user))
  return blocked === undefined ? plainAccount(user) : readingAccount(user, blocked, program)
}

function plainAccount(user: User): Account {
  return { user, command: (program, args) => ({ file: program, args: [...args], options: user }) }
}

/**
 * A folder above (/root, a temporary folder of mode 700) is closed to the user. Opening it would open somebody's home.
 * So the user gets root's right to read and search, and no other right of root.
 */
async function readingAccount(user: User, blocked: string, program: string): Promise<Account> {
  const right = '+dac_read_search'
  const prefix = ['--reuid', String(user.uid), '--regid', String(user.gid), '--clear-groups']
  // Without this bit access(2), which initdb uses for its own files, ignores the right.
  prefix.push('--securebits', '+no_setuid_fixup', '--inh-caps', right, '--ambient-caps', right, '--')
  try {
    await run('setpriv', [...prefix, program, '--version'])
  } catch (error) {
    throw new Error(
      `PostgreSQL may not run as root, and its user (${user.uid}) may not enter ${blocked}. Run Bondhu as an ordinary user, ` +
        'or keep it and BONDHU_DATA_DIR in folders that others may enter, for example /opt/bondhu and /var/lib/bondhu.',
      { cause: error },
    )
  }
  return { user, command: (file, args) => ({ file: 'setpriv', args: [...prefix, file, ...args], options: {} }) }
}

/** An existing cluster keeps its owner, so that one `sudo` does not lock its owner out. */
async function ownerOfCluster(cluster: string): Promise<User | undefined> {
  const owner = await stat(cluster).catch(() => undefined)
  return owner === undefined || owner.uid === 0 ? undefined : { uid: owner.uid, gid: owner.gid }
}

async function findPostgresUser(): Promise<User | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])])
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    return undefined
  }
}

async function createPostgresUser(): Promise<User> {
  const reasons: unknown[] = []
  // The first is in most distributions, the second in those that have only busybox.
  const ways = [
    () => run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']),
    () =>
      run('addgroup', ['-S', 'postgres']).then(() => run('adduser', ['-S', '-D', '-H', '-G', 'postgres', 'postgres'])),
  ]
  for (const way of ways) {
    await way().catch((error: unknown) => reasons.push(error))
    // Another process that started at the same moment may have been faster.
    const user = await findPostgresUser()
    if (user !== undefined) return user
  }
  throw new Error('PostgreSQL may not run as root. Run Bondhu as an ordinary user, or create a user named postgres.', {
    cause: new AggregateError(reasons),
  })
}

/** Files in the data folder have their own modes, so passing through it reveals nothing. */
async function letThrough(dataDir: string): Promise<void> {
  const { mode, uid } = await stat(dataDir)
  if (uid === 0 && (mode & 0o001) === 0) await chmod(dataDir, (mode & 0o7777) | 0o011)
}

/** The topmost folder on the way to `path` that the user may not enter. Access lists are ignored. */
async function blockedFolder(path: string, user: User): Promise<string | undefined> {
  for (const folder of foldersAbove(path)) {
    const { uid, gid, mode } = await stat(folder)
    const mayEnter = uid === user.uid ? mode & 0o100 : gid === user.gid ? mode & 0o010 : mode & 0o001
    if (mayEnter === 0) return folder
  }
  return undefined
}

function foldersAbove(path: string): string[] {
  const folders: string[] = []
  for (let folder = dirname(path); folder !== parse(folder).root; folder = dirname(folder)) folders.unshift(folder)
  return folders
}

/** Gives a folder and its content to the user if root owns it (for example a backup unpacked by root). */
export async function giveTo(user: User, folder: string): Promise<void> {
  const { uid } = await stat(folder)
  if (uid === user.uid) return
  for (const entry of await readdir(folder, { recursive: true })) await lchown(join(folder, entry), user.uid, user.gid)
  // Last, so that an interrupted run is repeated.
  await chown(folder, user.uid, user.gid)
}
