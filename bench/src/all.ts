/** `npm run bench`: every benchmark that has a reference, one after the other, and then one table of their rows. */
import { fileURLToPath } from 'node:url'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

const names = ['clicks', 'signups'] as const
const rows: string[] = []
let failed = false

for (const name of names) {
  const path = fileURLToPath(new URL(`./${name}.js`, import.meta.url))
  const child = spawn(process.execPath, [path, ...process.argv.slice(2)], { stdio: ['ignore', 'pipe', 'inherit'] })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill(signal))
  const closed = once(child, 'close')
  for await (const line of createInterface({ input: child.stdout })) {
    console.log(line)
    if (line.startsWith('|')) rows.push(line)
  }
  await closed
  failed ||= child.exitCode !== 0
}

console.log(['', '|  | median (least–greatest) | goal |  |', '|---|---|---|---|', ...rows].join('\n'))
if (failed) process.exitCode = 1
