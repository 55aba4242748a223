/** The examples of the SDK's methods, read from their comments. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'

const method = /(\/\*\*(?:(?!\*\/).)*\*\/)\n {2}(?:async )?([a-z]\w*)[(<]/gs
const example = /@example\n((?:(?!\*\/).)*?)\n *\*\//gs

/** Fails for a method of a client without one. */
export async function examplesOf(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8')
  const without = [...text.matchAll(method)].filter(([, comment = '']) => !comment.includes('@example'))
  assert.deepEqual(
    without.flatMap(([, , name = '']) => (name === 'constructor' ? [] : [name])),
    [],
    file,
  )
  return [...text.matchAll(example)].map(([, lines = '']) => lines.replace(/^ *\* ?/gm, ''))
}

/** One file with all of them, each in a scope of its own. */
export function exampleSource(examples: readonly string[]): string {
  return [
    "import { Bondhu, BondhuError, verifyWebhook } from '@bondhu/sdk'",
    'declare const bondhu: Bondhu',
    'declare const csv: string',
    'declare const body: string',
    'declare const headers: Headers',
    'declare const error: unknown',
    'declare function showBalance(): void',
    ...examples.map((code) => `async () => {\n${code}\n}`),
  ].join('\n')
}
