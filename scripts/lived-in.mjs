/**
 * `npm run lived-in`: the service with a program of ninety days of history, on a temporary database.
 * `BONDHU_LIVED_IN_SEED` changes the random seed.
 */
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compileAnswers } from './compile-answers.mjs'
import { startTestCluster } from './test-cluster.mjs'

const dist = join(dirname(dirname(fileURLToPath(import.meta.url))), 'server', 'dist')
const { livedInApp } = await import(join(dist, 'test/support/lived-in.js'))
const { portalAddress } = await import(join(dist, 'test/support/portal.js'))

const cluster = await startTestCluster(dist)
const endings = []
try {
  process.env.BONDHU_TEST_DATABASE = cluster.address
  process.env.BONDHU_TEST_ANSWERS = await compileAnswers(dist)
  console.log('Living ninety days: this takes half a minute.')
  const { app, program } = await livedInApp({ after: (ending) => void endings.push(ending) })
  const { link } = await app.ok('POST', '/v1/team/invitations', {
    email: 'you@golpo.example',
    program: null,
    role: 'owner',
  })
  const { items } = await app.ok('GET', `/v1/programs/${program.slug}/participants?sort=friends&limit=2`)
  console.log(`The console, as a new owner:   ${link}`)
  for (const { userId, code } of items) {
    console.log(`The portal of ${userId}:     ${await portalAddress(app, program, userId)}`)
    console.log(`The link of ${userId}:       ${app.url}/r/${program.slug}/${code}`)
  }
  console.log(`The page of the program:       ${app.url}/p/${program.slug}`)
  console.log('An address of the portal works once and for ten minutes. Stop with Ctrl+C.')
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, resolve)
  })
} finally {
  for (const ending of endings) await ending()
  await cluster.stop()
}
