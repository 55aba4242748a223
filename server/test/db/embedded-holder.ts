/** Not a test: a process that holds an embedded database until it is killed. `node embedded-holder.js <data folder>` */
import { startEmbedded } from '../../src/db/embedded.js'

const [dataDir = ''] = process.argv.slice(2)
const server = await startEmbedded({ dataDir, log: () => {} })
await server.announce('http://127.0.0.1:7400')
process.stdout.write(`${JSON.stringify({ ownerUrl: server.ownerUrl })}\n`)
