/**
 * Golpo's own database: one file with a line per saved account. Lines are only appended, so a crash can cut only the
 * last one, and several processes may write at once. Phone numbers stay in here.
 */
import type { Decision } from '@bondhu/sdk'
import { mkdir, open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'

export interface Account {
  readonly id: string
  readonly name: string
  readonly phone: string
  /** The browser that opened it. */
  readonly device: string
  /** Existed before the offer, so no signup is reported for it. */
  readonly seeded: boolean
  /** The friend's click and code, kept until the signup is reported: the service may be down. */
  readonly clickId?: string | undefined
  readonly code?: string | undefined
  /** Undefined until the service has answered. */
  readonly decision?: Decision | undefined
  /** The program's time of the decision. */
  readonly decidedAt?: string | undefined
}

/** The limit of an example: a hundred thousand would still fit into memory many times over. */
const accountsMax = 20_000
const lineBytesMax = 16_384
const chunkBytes = 1 << 20

export class AccountStore {
  private readonly file: FileHandle
  private readonly accounts = new Map<string, Account>()
  private readTo = 0
  private reading: Promise<void> = Promise.resolve()

  private constructor(file: FileHandle) {
    this.file = file
  }

  /** The folder is created if missing; only its owner can read it. */
  static async open(folder: string): Promise<AccountStore> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const store = new AccountStore(await open(join(folder, 'accounts.jsonl'), 'a+', 0o600))
    await store.refresh()
    return store
  }

  get isFull(): boolean {
    return this.accounts.size >= accountsMax
  }

  find(id: string | undefined): Account | undefined {
    return id === undefined ? undefined : this.accounts.get(id)
  }

  /** On the disk when it returns. */
  async save(...accounts: readonly Account[]): Promise<void> {
    // On lines of their own even after a cut one, which has no end.
    await this.file.appendFile(accounts.map((account) => `\n${JSON.stringify(account)}\n`).join(''))
    await this.file.datasync()
    for (const account of accounts) this.remember(account)
  }

  /** Reads lines appended by other processes. One at a time: two would read the same lines. */
  refresh(): Promise<void> {
    // One that fails is its caller's: the next one reads from the same place.
    this.reading = this.reading.catch(() => {}).then(() => this.readOn())
    return this.reading
  }

  async close(): Promise<void> {
    await this.reading.catch(() => {})
    await this.file.close()
  }

  private async readOn(): Promise<void> {
    const { size } = await this.file.stat()
    while (this.readTo < size) {
      const buffer = Buffer.alloc(Math.min(chunkBytes, size - this.readTo))
      const { bytesRead } = await this.file.read(buffer, 0, buffer.length, this.readTo)
      const end = buffer.subarray(0, bytesRead).lastIndexOf(0x0a) + 1
      // A line without an end is still being written; one that never ends is skipped.
      if (end === 0 && bytesRead < lineBytesMax) return
      const text = buffer.toString('utf8', 0, end)
      this.readTo += end === 0 ? bytesRead : end
      for (const line of text.split('\n')) this.take(line)
    }
  }

  private take(line: string): void {
    if (line === '') return
    try {
      const value: unknown = JSON.parse(line)
      if (isAccount(value)) this.remember(value)
    } catch {
      // Cut by a crash. Its save was never confirmed.
    }
  }

  private remember(account: Account): void {
    this.accounts.set(account.id, account)
  }
}

function isAccount(value: unknown): value is Account {
  if (typeof value !== 'object' || value === null) return false
  const { id, name, phone, device, seeded } = value as Record<string, unknown>
  return [id, name, phone, device].every((one) => typeof one === 'string') && typeof seeded === 'boolean'
}
