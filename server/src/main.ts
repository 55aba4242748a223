#!/usr/bin/env node
/** The command line: `bondhu <verb>`. Each verb's work is in its own file under cli/, loaded when it is asked for. */
import { parseArgs } from 'node:util'
import { readConfig, unknownSettings, type Config } from './config.js'

interface Verb {
  readonly summary: string
  readonly options?: Readonly<Record<string, { type: 'boolean' | 'string'; about: string }>>
  /** What stands after the verb, without a dash: one word, and it must be there. */
  readonly operand?: string
  readonly run: (config: Config, options: Readonly<Record<string, unknown>>, operand: string) => Promise<void>
}

const passphraseFile = {
  'passphrase-file': { type: 'string', about: 'a file whose first line is the passphrase; absent: standard input' },
} as const

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
  import: {
    summary: 'tell a program who had an account before it, from a CSV file; the service may run meanwhile',
    operand: 'file',
    options: {
      program: { type: 'string', about: 'its slug or id' },
      mapping: { type: 'string', about: 'how to read the export of another system: docs/moving.md' },
      report: { type: 'string', about: 'with --mapping: where each row is accounted for; absent: <file>.report.csv' },
      'dry-run': { type: 'boolean', about: 'with --mapping: change nothing, and report what would happen' },
    },
    run: async (config, options, file) =>
      options['mapping'] === undefined
        ? (await import('./cli/import.js')).runImport(config, file, options['program'], options)
        : (await import('./cli/import-mapped.js')).runMappedImport(config, file, options),
  },
  export: {
    summary: 'write a list of a program to standard output, as CSV; the service may run meanwhile',
    options: {
      program: { type: 'string', about: 'its slug or id' },
      what: { type: 'string', about: 'a list, such as participants, transfers or payouts; absent: names all of them' },
    },
    run: async (config, options) =>
      (await import('./cli/export.js')).runExport(config, options['program'], options['what']),
  },
  verify: {
    summary: 'recompute every balance of every program from its transfers; exits 1 at a difference',
    run: async (config) => (await import('./cli/verify.js')).runVerify(config),
  },
  reconcile: {
    summary: 'compare ledger, payouts and statements of providers; exits 1 while differences are open',
    options: { program: { type: 'string', about: 'its slug or id; absent: all of them' } },
    run: async (config, options) =>
      (await import('./cli/reconcile.js')).runReconcile(config, options['program'] as string | undefined),
  },
  webhooks: {
    summary: '`webhooks listen` prints the events of a program, and forwards them, signed, to this machine',
    operand: 'listen',
    options: {
      program: { type: 'string', about: 'its slug or id' },
      'key-file': { type: 'string', about: 'a file with a key that may read the changes' },
      url: { type: 'string', about: 'the service; absent: http://127.0.0.1:7400' },
      forward: { type: 'string', about: 'an address of this machine; absent: only print' },
    },
    run: async (_config, options, what) => (await import('./cli/webhooks.js')).runWebhooks(what, options),
  },
  backup: {
    summary: 'write the embedded database and its keys to a new file, encrypted; the service may run meanwhile',
    operand: 'file',
    options: passphraseFile,
    run: async (config, options, file) =>
      (await import('./cli/backup.js')).runBackup(config, file, options['passphrase-file']),
  },
  restore: {
    summary: 'put a backup into an empty BONDHU_DATA_DIR, and verify it',
    operand: 'file',
    options: passphraseFile,
    run: async (config, options, file) =>
      (await import('./cli/restore.js')).runRestore(config, file, options['passphrase-file']),
  },
}

async function main(): Promise<void> {
  const [name = 'serve', ...rest] = process.argv.slice(2)
  const verb = verbs[name]
  if (verb === undefined || rest.includes('--help')) {
    console.log(usage())
    process.exitCode = verb === undefined && name !== 'help' && name !== '--help' ? 1 : 0
    return
  }
  const allowPositionals = verb.operand !== undefined
  const { values, positionals } = parseArgs({
    args: rest,
    options: { ...verb.options },
    strict: true,
    allowPositionals,
  })
  if (allowPositionals && positionals.length !== 1) throw new Error(`Usage: bondhu ${name} <${verb.operand}>`)
  for (const sentence of unknownSettings(process.env)) console.error(`Note: ${sentence}`)
  const config = readConfig(process.env)
  forgetForeignSettings()
  await verb.run(config, values, positionals[0] ?? '')
}

/** better-auth is given all it needs; what it would read besides (secrets, origins, where to send telemetry) is not for it. */
function forgetForeignSettings(): void {
  for (const name of Object.keys(process.env))
    if (/^(NEXT_PUBLIC_|NUXT_)?(BETTER_)?AUTH_/.test(name)) delete process.env[name]
}

function usage(): string {
  const lines = Object.entries(verbs).flatMap(([name, { summary, operand, options = {} }]) => [
    `  ${(operand === undefined ? name : `${name} <${operand}>`).padEnd(16)} ${summary}`,
    ...Object.entries(options).map(([option, { about }]) => `  ${' '.repeat(16)} --${option}: ${about}`),
  ])
  return [
    'Usage: bondhu <verb>',
    '',
    '  Without a verb it serves.',
    '',
    ...lines,
    '',
    'Settings come from the environment: see docs/operations.md.',
  ].join('\n')
}

// A reader that has seen enough (`| head`) is no failure, and no reason to leave a database running.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

try {
  await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
