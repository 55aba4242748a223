/** `npm run sim`: plays simulated worlds against the service, on a database that is deleted at the end, or in memory. */
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startTestCluster } from './test-cluster.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const { run, usage } = await import(join(root, 'sim/dist/src/run.js'))

const args = process.argv.slice(2)
if (args.includes('--help')) {
  console.log(usage)
} else {
  let cluster
  const open = async () => {
    cluster = await startTestCluster(join(root, 'server', 'dist'))
    return JSON.parse(cluster.address)
  }
  try {
    await run(args, open)
  } finally {
    await cluster?.stop()
  }
}
