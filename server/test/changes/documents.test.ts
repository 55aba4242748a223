/** The table of events in docs/webhooks.md, made from the code. `npm run docs:events` writes it anew. */
import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { eventExample } from '../../src/domain/changes/examples.js'
import { changeTypes, kindOf, type ChangeType } from '../../src/domain/changes/types.js'

const document = fileURLToPath(new URL('../../../../docs/webhooks.md', import.meta.url))
const [begin, end] = ['<!-- events -->\n', '<!-- /events -->']

function table(): string {
  const rows = changeTypes.map(
    (type) => `### \`${type}\`\n\n${kindOf(type).summary}.\n\n\`\`\`json\n${json(type)}\n\`\`\`\n`,
  )
  return `\n${rows.join('\n')}\n`
}

function json(type: ChangeType): string {
  const { data, messages, audiences } = eventExample(type)
  return JSON.stringify({ type, audiences, data, messages }, undefined, 2)
}

test('the events in docs/webhooks.md match the code', async () => {
  const text = await readFile(document, 'utf8')
  const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)]
  const wanted = table()
  if (process.env.BONDHU_WRITE === '1') {
    return writeFile(document, `${text.slice(0, from)}${wanted}${text.slice(to)}`)
  }
  // The formatter may break lines: what counts is what is said.
  assert.ok(squeezed(text.slice(from, to)) === squeezed(wanted), 'run `npm run docs:events`')
})

function squeezed(text: string): string {
  return text.replace(/\s+/g, '')
}
