/**
 * The driver `postgres` 3.4.9, mended as it is loaded. What is mended is how it takes the loss of a connection: found by
 * killing sessions under load (test/db/lost-connections.test.ts), known upstream and open there (porsager/postgres#1208,
 * #1209, #1215); and how often it writes. Once a release holds the repairs, this file goes and its importers import `postgres`.
 */
import { readFileSync } from 'node:fs'
import Module, { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type postgres from 'postgres'

interface Repair {
  readonly find: string
  readonly replace: string
}

const repairs: readonly Repair[] = [
  {
    // What was not sent yet went to the next server first, or was never sent because its timer stood as set: that
    // connection of the pool then timed out for ever. The failure of the old session was told to the next statement.
    find: `    closedTime = performance.now()\n`,
    replace: `    nextWriteTimer = chunk = null
    query = results = errorResponse = stream = final = null
    result = new Result()
    rows = 0
    closedTime = performance.now()\n`,
  },
  {
    // The same, where the connection was lost before it was ready; and a server that accepts and hangs up was asked
    // again without a pause.
    find: `    if (initial)\n      return reconnect()\n\n    !hadError`,
    replace: `    if (initial) {
      nextWriteTimer = chunk = query = results = errorResponse = null
      result = new Result()
      while (sent.length) sent.shift()
      closedTime = performance.now()
      delay = (typeof backoff === 'function' ? backoff(++options.shared.retries) : backoff) * 1000
      return reconnect()
    }

    !hadError`,
  },
  {
    // A statement on a connection that is gone was written into a null socket by a timer: an uncaught exception, and
    // the end of the process. On one that has failed and not yet closed it was never answered, or later by the answer
    // to another one: the driver counts answers.
    find: `    if (stream)\n      return queryError(q, Errors.generic('COPY_IN_PROGRESS'`,
    replace: `    if (!socket || socket.destroyed)
      return queryError(q, Errors.connection('CONNECTION_CLOSED', options)), true

    if (stream)\n      return queryError(q, Errors.generic('COPY_IN_PROGRESS'`,
  },
  {
    // Statements that are sent together went to the server one system call each: a fifth of this process's time under
    // load. Now whatever is sent before the event loop moves on goes in one.
    find: `    chunk = chunk ? Buffer.concat([chunk, x]) : Buffer.from(x)
    if (fn || chunk.length >= 1024)
      return nextWrite(fn)
    nextWriteTimer === null && (nextWriteTimer = setImmediate(nextWrite))
`,
    replace: `    chunk || process.nextTick(() => chunk && socket && nextWrite())
    chunk = chunk ? Buffer.concat([chunk, x]) : Buffer.from(x)
    if (fn || chunk.length >= 1048576)
      return nextWrite(fn)
`,
  },
  {
    // Nobody waits for this promise: its rejection, too, ended the process.
    find: `        return fetchArrayTypes()\n`,
    replace: `        return fetchArrayTypes().catch(noop)\n`,
  },
]

/** @throws Error when the driver is not the one that the repairs were made for */
function loadMended(): typeof postgres {
  const require = createRequire(import.meta.url)
  const entry = require.resolve('postgres')
  const path = join(dirname(entry), 'connection.js')
  const mended = new Module(path)
  mended.filename = path
  if (!canCompile(mended)) throw new Error('This Node.js cannot load the mended driver.')
  require.cache[path] = mended
  mended._compile(mend(readFileSync(path, 'utf8')), path)
  mended.loaded = true
  const loaded: typeof postgres = require(entry)
  return loaded
}

function mend(source: string): string {
  return repairs.reduce((text, { find, replace }) => {
    const parts = text.split(find)
    if (parts.length !== 2)
      throw new Error(`The driver has changed; see whether its repair is still needed: ${find.trim()}`)
    return parts.join(replace)
  }, source)
}

/** Not in Node's types, but what every loader that changes a module's text has called for ten years. */
function canCompile(module: Module): module is Module & { _compile(source: string, path: string): void } {
  return '_compile' in module && typeof module._compile === 'function'
}

export const driver = loadMended()
