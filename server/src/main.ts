#!/usr/bin/env node
/** The command line: `bondhu <verb>`. Each verb's work is in its own file under cli/, loaded when it is asked for. */
import { parseArgs } from 'node:util'
import { readConfig, type Config } from './config.js'

interface Verb {
  readonly summary: string
  readonly options?: Readonly<Record<string, { type: 'boolean' | 'string'; about: string }>>
  readonly run: (config: Config, options: Readonly<Record<string, unknown>>) => Promise<void>
}

const verbs: Readonly<Record<string, Verb>> = {
  serve: {
    summary: 'run the service, with its embedded database unless DATABASE_URL is set',
    options: { 'no-jobs': { type: 'boolean', about: 'leave the sweeps to `bondhu worker`' } },
    run: async (config, options) =>
      (await import('./cli/serve.js')).runServe(config, { noJobs: options['no-jobs'] === true }),
  },
  demo: {
    summary: 'play the whole idea in the terminal, on a database of its own that is thrown away',
    run: async () => (await import('./cli/demo.js')).runDemo(),
  },
  worker: {
    summary: 'run the sweeps alone, beside `serve --no-jobs`',
    run: async (config) => (await import('./cli/serve.js')).runWorker(config),
  },
  database: {
    summary: 'run the embedded database alone, for several processes, and print its URL',
    run: async (config) => (await import('./cli/database.js')).runDatabase(config),
  },
  migrate: {
    summary: 'bring the database up to date',
    options: { types: { type: 'boolean', about: 'also write the row types (for developers of Bondhu)' } },
    run: async (config, options) =>
      (await import('./cli/database.js')).runMigrate(config, { types: options['types'] === true }),
  },
  verify: {
    summary: 'recompute every balance of every program from its transfers; exits 1 at a difference',
    run: async (config) => (await import('./cli/verify.js')).runVerify(config),
  },
}

async function main(): Promise<void> {
  const [name = 'help', ...rest] = process.argv.slice(2)
  const verb = verbs[name]
  if (verb === undefined || rest.includes('--help')) {
    console.log(usage())
    process.exitCode = verb === undefined && name !== 'help' && name !== '--help' ? 1 : 0
    return
  }
  const { values } = parseArgs({ args: rest, options: { ...verb.options }, strict: true })
  const config = readConfig(process.env)
  forgetForeignSettings()
  await verb.run(config, values)
}

/** better-auth is given all it needs; what it would read besides (secrets, origins, where to send telemetry) is not for it. */
function forgetForeignSettings(): void {
  for (const name of Object.keys(process.env))
    if (/^(NEXT_PUBLIC_|NUXT_)?(BETTER_)?AUTH_/.test(name)) delete process.env[name]
}

function usage(): string {
  const lines = Object.entries(verbs).flatMap(([name, { summary, options = {} }]) => [
    `  ${name.padEnd(10)} ${summary}`,
    ...Object.entries(options).map(([option, { about }]) => `  ${' '.repeat(10)} --${option}: ${about}`),
  ])
  return ['Usage: bondhu <verb>', '', ...lines, '', 'Settings come from the environment: see docs/operations.md.'].join(
    '\n',
  )
}

try {
  await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
