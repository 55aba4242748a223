/**
 * Compiles what the OpenAPI document says of each answer, for `test/support/published.ts`. Compiled in each test file it
 * would cost a second of processor time there. What was compiled stays until the document changes.
 */
import { Ajv2020 } from 'ajv/dist/2020.js'
import standaloneOf from 'ajv/dist/standalone/index.js'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const { default: standaloneCode } = standaloneOf

/**
 * @param dist the build of the server
 * @returns the folder: `index.json` names the operations, and a module per schema validates it
 */
export async function compileAnswers(dist) {
  const { openApiDocument } = await import(join(dist, 'src/http/api/openapi.js'))
  const document = openApiDocument('http://127.0.0.1')
  const folder = join(dist, `answers-${createHash('sha256').update(JSON.stringify(document)).digest('hex')}`)
  if (existsSync(folder)) return folder
  mkdirSync(dist, { recursive: true })
  const unfinished = mkdtempSync(join(dist, 'unfinished-answers-'))
  writeAll(document, unfinished)
  try {
    renameSync(unfinished, folder)
  } catch (error) {
    // Another run was first.
    if (!existsSync(folder)) throw error
    rmSync(unfinished, { recursive: true })
  }
  return folder
}

function writeAll(document, folder) {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, code: { source: true, lines: false } })
  let count = 0
  const write = (schema) => {
    const name = `${count++}.cjs`
    writeFileSync(join(folder, name), standaloneCode(ajv, ajv.compile(schema)))
    return name
  }
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { responses }]) => ({
      parts: path.split('/'),
      method: method.toUpperCase(),
      isFile: 'text/csv' in (responses['200']?.content ?? {}),
      answers: Object.fromEntries(
        Object.entries(responses)
          .map(([status, answer]) => [status, answer.content?.['application/json']?.schema])
          .filter(([, schema]) => schema !== undefined)
          .map(([status, schema]) => [status, write(schema)]),
      ),
    })),
  )
  const index = { operations, problem: write(document.components.schemas.Problem) }
  writeFileSync(join(folder, 'index.json'), JSON.stringify(index))
}
