/** The passwords of the embedded server's roles: generated once, stored in one file that only its owner can read. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import * as z from 'zod'
import { createPrivateFile, readIfThere } from './private-file.js'

const shape = z.object({ superuser: z.string(), owner: z.string(), service: z.string() })
export type Passwords = Readonly<z.infer<typeof shape>>

/** @throws Error if the cluster exists without its passwords */
export async function keptPasswords(dataDir: string, mayMake: boolean): Promise<Passwords> {
  const path = join(dataDir, 'postgres-passwords.json')
  const kept = await readIfThere(path)
  if (kept !== undefined) return shape.parse(JSON.parse(kept))
  if (!mayMake) throw new Error(`The database is there and ${path} is not. Restore that file from a backup.`)
  const made = { superuser: newPassword(), owner: newPassword(), service: newPassword() }
  await createPrivateFile(path, JSON.stringify(made))
  return made
}

/** 192 bits, in letters that need no quoting in SQL or in a URL. */
function newPassword(): string {
  return randomBytes(24).toString('base64url')
}
