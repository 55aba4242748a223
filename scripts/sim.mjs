/** `npm run sim`: plays simulated worlds against the service, on a database that is deleted at the end. */
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startTestCluster } from './test-cluster.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const { run, usage } = await import(join(root, 'sim/dist/src/run.js'))

const args = process.argv.slice(2)
if (args.includes('--help')) {
  console.log(usage)
} else {
  const cluster = await startTestCluster(join(root, 'server', 'dist'))
  try {
    await run(args, JSON.parse(cluster.address))
  } finally {
    await cluster.stop()
  }
}
