/**
 * Names the source of a place in a bundle, in what a test run prints. The tests run without `--enable-source-maps`: Node
 * would read every map before the first test, a quarter of a second of processor time for each file.
 */
import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { dirname, relative, resolve } from 'node:path'

const place = /(?:file:\/\/)?([^\s():'"]*bundled-[^\s():'"]+\.js):(\d+):(\d+)/g

/** @returns a function that replaces every `bundle.js:line:column` of a text by its source, relative to `root` */
export function sourcePlaces(root) {
  const maps = new Map()
  const mapOf = (path) => {
    if (!maps.has(path)) maps.set(path, new SourceMap(JSON.parse(readFileSync(`${path}.map`, 'utf8'))))
    return maps.get(path)
  }
  return (text) =>
    text.replace(place, (whole, name, line, column) => {
      const path = resolve(root, name)
      try {
        const { originalSource, originalLine, originalColumn } = mapOf(path).findEntry(line - 1, column - 1)
        return `${relative(root, resolve(dirname(path), originalSource))}:${originalLine + 1}:${originalColumn + 1}`
      } catch {
        return whole
      }
    })
}
