/** `npm run faults:probes`: the probes of `server/test/probes/command.ts`, whose answers must be as the API document says. */
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compileAnswers } from './compile-answers.mjs'

const dist = join(dirname(dirname(fileURLToPath(import.meta.url))), 'server', 'dist')
process.env.BONDHU_TEST_ANSWERS = await compileAnswers(dist)
await import(join(dist, 'test/probes/command.js'))
