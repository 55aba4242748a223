/** The table of rules in docs/abuse.md, made from the registry. `npm run docs:rules` writes it anew. */
import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { texts } from '@bondhu/web/texts'
import * as z from 'zod'
import { ruleParameters } from '../../src/domain/fraud/parameters.js'
import { rules } from '../../src/domain/fraud/rules/registry.js'
import { families } from '../../src/domain/fraud/signals/rule.js'
import { familyMax } from '../../src/domain/fraud/signals/score.js'

const document = fileURLToPath(new URL('../../../../docs/abuse.md', import.meta.url))
const [begin, end] = ['<!-- rules -->\n', '<!-- /rules -->']

const parameterSchema = z.object({
  properties: z.record(z.string(), z.object({ default: z.number(), description: z.string() })).default({}),
})

function table(): string {
  const rows = rules.map(({ name, family, stages, parameters }) => {
    const { properties } = parameterSchema.parse(z.toJSONSchema(parameters, { io: 'input' }))
    const set = Object.entries(properties).map(
      ([parameter, one]) => `\`${parameter}\` ${one.default}: ${one.description}`,
    )
    // Every figure is `n`.
    const figures = new Proxy<Record<string, string>>({}, { get: () => 'n' })
    const sentence = texts.en.signals[name](figures)
    return `| \`${name}\` | ${family} | ${stages.join(', ')} | ${sentence} | ${set.join('; ') || '–'} |\n`
  })
  return `\n| rule | family | looks | what it finds | parameters |\n| --- | --- | --- | --- | --- |\n${rows.join('')}\n`
}

test('the rules in docs/abuse.md are those of the registry', async () => {
  const text = await readFile(document, 'utf8')
  const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)]
  assert.ok(from >= begin.length && to > from, 'the document has a place for the table')
  const wanted = table()
  if (process.env.BONDHU_WRITE === '1') {
    return writeFile(document, `${text.slice(0, from)}${wanted}${text.slice(to)}`)
  }
  // The formatter pads cells: what counts is what is said.
  assert.ok(squeezed(text.slice(from, to)) === squeezed(wanted), 'run `npm run docs:rules`')
})

test('the bounds of the families in docs/abuse.md are those of the score', async () => {
  const text = await readFile(document, 'utf8')
  for (const family of families) {
    assert.match(text, new RegExp(`^\\| ${family} +\\| ${familyMax[family]} `, 'm'))
  }
})

test('every parameter of a rule has a name on the page of abuse rules, in every language', async () => {
  for (const folder of ['bn', 'en']) {
    const { abuseRules } = (await import(`@bondhu/web/languages/${folder}/console/abuse-rules`)) as {
      abuseRules: { parameters: Record<string, string> }
    }
    const unnamed = ruleParameters.filter(({ rule, name }) => !abuseRules.parameters[`${rule}.${name}`])
    assert.deepEqual(unnamed, [], folder)
  }
})

function squeezed(text: string): string {
  return text.replace(/[\s-]+/g, '')
}
