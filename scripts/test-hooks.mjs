/**
 * Loaded before each test file. `node:test` follows every promise by an async hook, to name the test that an uncaught
 * exception came from: a tenth of the processor time of all tests, a fifth of some. Without the hook such an exception
 * fails its file, and is printed here.
 */
import asyncHooks from 'node:async_hooks'

const { createHook } = asyncHooks
const off = { enable: () => off, disable: () => off }

asyncHooks.createHook = (callbacks) => {
  // The first hook is the one of node:test: it is made when the first test is.
  asyncHooks.createHook = createHook
  return callbacks.destroy === undefined ? createHook(callbacks) : off
}
process.on('uncaughtExceptionMonitor', (error) => console.error(error))
