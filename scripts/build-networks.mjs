/**
 * Makes `server/dist/networks.bin` of the tables of networks that are installed. They have a million rows, which would
 * cost each start half a second of processor time.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { stateOf } from './state-of.mjs'

/** @param root the repository */
export async function buildNetworks(root) {
  const server = join(root, 'server')
  const { resolve } = createRequire(join(server, 'package.json'))
  const folderOf = (name) => dirname(resolve(`${name}/package.json`))
  const [countries, networks] = ['@ip-location-db/asn-country', '@ip-location-db/asn'].map(folderOf)
  const file = join(server, 'dist/networks.bin')
  const stateFile = `${file}.state`
  const state = stateOf([countries, networks, join(server, 'src/networks')])
  if (existsSync(file) && existsSync(stateFile) && readFileSync(stateFile, 'utf8') === state) return
  const { bytesOf, readTables } = await import(join(server, 'dist/src/networks/tables.js'))
  const tables = await readTables((name) => join(name.startsWith('asn-country') ? countries : networks, name))
  writeFileSync(file, bytesOf(tables))
  writeFileSync(stateFile, state)
}
