/** Whether the sources are as they were at the last build. */
import { createHash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** @returns a digest of the names, sizes and times of these files, and of all files of these folders */
export function stateOf(paths) {
  const hash = createHash('sha256')
  for (const path of paths) {
    const names = statSync(path).isDirectory() ? readdirSync(path, { recursive: true }).toSorted() : ['']
    for (const name of names) {
      const { size, mtimeMs } = statSync(join(path, name))
      hash.update(`${name} ${size} ${mtimeMs}\n`)
    }
  }
  return hash.digest('hex')
}
