/**
 * What an engineer would write instead: a Fastify route that inserts a row and redirects. On the same PostgreSQL, in a
 * process of its own, with a prepared statement and a pool. It checks nothing, signs nothing and counts nothing.
 */
import fastify from 'fastify'
import pg from 'pg'

export interface NaiveOptions {
  readonly databaseUrl: string
  /** The server's socket, instead of the URL's host. */
  readonly socketFolder: string | undefined
  readonly location: string
}

export interface NaiveReady {
  readonly address: string
}

const { databaseUrl, socketFolder, location } = JSON.parse(process.argv[2] ?? '') as NaiveOptions
const url = new URL(databaseUrl)
if (socketFolder !== undefined) url.searchParams.set('host', socketFolder)
const pool = new pg.Pool({ connectionString: url.href, max: 20 })
await pool.query(`
  create table naive_clicks (
    id bigint generated always as identity primary key, program text, code text, at timestamptz default now(), address text, agent text)`)

const app = fastify({ trustProxy: 'loopback' })
app.get<{ Params: { program: string; code: string } }>('/r/:program/:code', async (request, reply) => {
  const { program, code } = request.params
  await pool.query({
    name: 'click',
    text: 'insert into naive_clicks (program, code, address, agent) values ($1, $2, $3, $4)',
    values: [program, code, request.ip, request.headers['user-agent']],
  })
  return reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer').redirect(location, 302)
})
app.get('/count', async () => (await pool.query('select count(*)::int as clicks from naive_clicks')).rows[0])

const ready: NaiveReady = { address: await app.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }) }
process.send?.(ready)
process.once('disconnect', () => process.exit(0))
process.once('SIGTERM', () => process.exit(0))
