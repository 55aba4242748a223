/**
 * Whose network an address belongs to: whether it is a data centre's, and in which country it is registered. From tables
 * of ranges on the disk; nothing is fetched.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { keyOf, valueAt } from './ranges.js'
import { readTables, tableNames, tablesFrom, type Tables } from './tables.js'

export interface Whereabouts {
  readonly isHosting: boolean
  /** Like `BD`; null if the table does not know the address. */
  readonly country: string | null
}

/** What the build made of the tables of the packages. */
const builtPath = fileURLToPath(new URL('../../networks.bin', import.meta.url))

export class Networks {
  private readonly folder: string | undefined
  private loaded: Promise<void> | undefined
  private tables: Tables | undefined

  /**
   * @param folder holds newer tables; undefined: those of the packages
   * @throws Error if one of them is missing
   */
  constructor(folder?: string) {
    this.folder = folder
    const paths = folder === undefined ? [builtPath] : tableNames.map((name) => join(folder, name))
    const missing = paths.find((path) => !existsSync(path))
    if (missing !== undefined) throw new Error(`The table of networks is missing: ${missing}`)
  }

  /**
   * Reads the tables, the first time. Before it is done, nothing is known of any address.
   * @throws Error if a table is not in order
   */
  async load(): Promise<void> {
    this.loaded ??= this.read()
    return this.loaded
  }

  /** @param address as its reader wrote it: IPv6 has eight groups */
  find(address: string): Whereabouts | undefined {
    if (this.tables === undefined) return undefined
    const key = keyOf(address)
    const country = valueAt(this.tables.countries, key)
    const isHosting = valueAt(this.tables.hosting, key) !== undefined
    return { isHosting, country: country === undefined ? null : countryOf(country) }
  }

  private async read(): Promise<void> {
    const { folder } = this
    this.tables =
      folder === undefined ? tablesFrom(await readFile(builtPath)) : await readTables((name) => join(folder, name))
  }
}

function countryOf(number: number): string {
  return String.fromCharCode(number >> 8, number & 255)
}
