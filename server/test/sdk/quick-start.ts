/** docs/quick-start.md as steps: the files that it lets the reader save, the commands, and what they print. */
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { atEnd, type Ending } from '../support/database.js'

export interface Step {
  /** The name of a file to save; absent for commands. */
  readonly file: string | undefined
  readonly code: string
  /** What appears afterwards in one of the terminals, in lines; `…` is anything. */
  readonly printed: readonly string[]
}

const lasting = /npx bondhu\n|(app|server)\.mjs\n$/
/** The service may start on a busy machine. */
const printMsMax = 120_000
const block = /```(sh|js|text)\n(.*?)```/gs

export async function stepsOf(page: string): Promise<readonly Step[]> {
  const text = await readFile(page, 'utf8')
  const steps: Step[] = []
  for (const { 1: kind, 2: code = '', index } of text.matchAll(block)) {
    const last = steps.at(-1)
    if (kind === 'text' && last !== undefined) {
      steps[steps.length - 1] = { ...last, printed: [...last.printed, ...code.trimEnd().split('\n')] }
      continue
    }
    const file = kind === 'js' ? /\*\*([\w-]+\.mjs)\*\*[^*]*$/.exec(text.slice(0, index))?.[1] : undefined
    assert.equal(file === undefined, kind === 'sh', 'a listing is saved under the name before it')
    steps.push({ file, code, printed: [] })
  }
  return steps
}

/** Terminals in one folder: what they print is read together. */
export class Terminals {
  private text = ''
  private readonly running: ChildProcess[] = []
  private readonly folder: string
  private readonly env: NodeJS.ProcessEnv

  constructor(t: Ending, folder: string, env: NodeJS.ProcessEnv) {
    this.folder = folder
    this.env = env
    atEnd(t, () => this.close())
  }

  async take({ file, code, printed }: Step): Promise<void> {
    if (file !== undefined) await writeFile(join(this.folder, file), code)
    else await this.run(code)
    for (const line of printed) await this.waitFor(line)
  }

  async waitFor(line: string): Promise<void> {
    const deadlineMs = Date.now() + printMsMax
    while (!this.has(line)) {
      assert.ok(Date.now() < deadlineMs, `"${line}" is not in what was printed:\n${this.text}`)
      await sleep(50)
    }
  }

  private async run(code: string): Promise<void> {
    // The reader's second terminal begins outside of the folder.
    const inside = code.replace(/^(mkdir my-app && )?cd my-app\n/, '')
    const options = { cwd: this.folder, env: this.env, detached: true } as const
    const child = spawn('bash', ['-e', '-c', inside], options)
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (part: Buffer) => (this.text += part.toString()))
    if (lasting.test(code)) return void this.running.push(child)
    const ended = new Promise((resolve) => child.once('close', resolve))
    assert.equal(await ended, 0, `${inside}\n${this.text}`)
  }

  private has(line: string): boolean {
    const parts = line
      .trim()
      .split('…')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    return new RegExp(`^\\s*${parts.join('.*')}\\s*$`, 'm').test(this.text)
  }

  private async close(): Promise<void> {
    for (const child of this.running.toReversed()) {
      const ended = new Promise((resolve) => child.once('close', resolve))
      if (child.exitCode !== null || child.pid === undefined) continue
      // npx and what it started.
      process.kill(-child.pid, 'SIGTERM')
      await ended
    }
  }
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
