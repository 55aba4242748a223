/**
 * Copies a running cluster as PostgreSQL does for a standby: a tar stream of its files, with the write-ahead log that
 * makes them one moment. The service continues meanwhile.
 */
import { Transform, pipeline, type Readable } from 'node:stream'
import pg from 'pg'
import { CopyOut } from './copy-out.js'
import { TarReader } from './tar.js'

/** The message kinds of a backup's copy stream: a new archive, its bytes, the progress. */
const kinds = { archive: 'n', data: 'd', progress: 'p' } as const

/** The socket of this process and others is not part of the data. */
const ofNoConcern = /^skipping special file ".*\/\.s\.PGSQL\.\d+"$/

/** @throws Error when PostgreSQL fails, warns (of a page whose checksum is wrong, say), or the connection is lost */
export async function* baseBackup(superuserUrl: string): AsyncGenerator<Buffer> {
  const warnings: string[] = []
  const address = new URL(superuserUrl)
  address.searchParams.set('replication', 'true')
  const client = new pg.Client({
    connectionString: address.href,
    application_name: 'bondhu backup',
    connectionTimeoutMillis: 10_000,
  })
  // Statements in progress report a lost connection themselves.
  client.on('error', () => {})
  client.on('notice', ({ severity, message = 'a warning without words' }) => {
    if (severity === 'WARNING' && !ofNoConcern.test(message)) warnings.push(message)
  })
  await client.connect()
  try {
    // Keeps the log from the start of the backup, however many checkpoints pass. It disappears with the connection.
    await client.query('CREATE_REPLICATION_SLOT bondhu_backup TEMPORARY PHYSICAL (RESERVE_WAL)')
    const copy = client.query(new CopyOut(`BASE_BACKUP (LABEL 'bondhu', CHECKPOINT 'fast', WAL, MANIFEST 'no')`))
    yield* checked(unwrapped(copy.messages))
    if (warnings.length > 0) throw new Error(`PostgreSQL warned about the backup, which is not kept: ${warnings[0]}`)
  } finally {
    await client.end()
  }
}

/** The stream is parsed here as a restore parses it, so that a mistake is not found only at the restore. */
async function* checked(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const tar = new TarReader()
  for await (const chunk of source) {
    for (const piece of tar.push(chunk)) void piece
    yield chunk
  }
  tar.end()
}

/** A chunk is a message: a letter for its kind, then its content. */
function unwrapped(copy: Readable): AsyncIterable<Buffer> {
  let archives = 0
  const unwrap = new Transform({
    transform(message: Buffer, _encoding, done) {
      const kind = String.fromCharCode(message[0] ?? 0)
      if (kind === kinds.data) return done(null, message.subarray(1))
      if (kind === kinds.archive && ++archives > 1)
        return done(new Error('The cluster has a tablespace outside of its folder, which a backup does not hold.'))
      if (kind !== kinds.archive && kind !== kinds.progress)
        return done(new Error(`PostgreSQL sent a backup in a way that Bondhu does not know (${kind}).`))
      return done()
    },
  })
  // The callback is for failures that nobody else receives. Here the reader of `unwrap` receives them.
  pipeline(copy, unwrap, () => {})
  return unwrap
}
