/**
 * Writes the SDK's `Api`: a method for every call of the service, named and documented as in its OpenAPI document. Also the
 * codes of problems and what the events hold. call-types.mjs calls this.
 */

/** @param operations `{ name, operation, method, path, isList, isFile, isUpload, isRepeatable, … }`, see call-types.mjs */
export function apiSource(operations) {
  const methods = operations.map(methodOf).join('')
  return `import type { AnswerOf, BodyOf, Change, Page, QueryOf } from './answers.js'
import type { Caller, CallOptions, FileBody, Listed } from './caller.js'

/** Every call of the service, named as in its OpenAPI document (\`/openapi.json\`, \`/docs\`). Reach it as \`bondhu.api\`. */
export class Api {
  private readonly caller: Caller

  /** For the client. */
  constructor(caller: Caller) {
    this.caller = caller
  }
${methods}}
`
}

function methodOf(one) {
  const { operation, method, path, isRepeatable } = one
  const inPath = paramsOf(path)
  const spec = [
    `method: '${method}'`,
    `path: '${path}'`,
    ...(inPath.length > 0 ? [`params: { ${inPath.join(', ')} }`] : []),
    ...(one.query ? ['query'] : []),
    ...(one.body ? ['body'] : []),
    ...(one.isUpload ? ['file'] : []),
    ...(one.isIdempotent ? ['idempotencyKey'] : []),
    `repeatable: ${isRepeatable}`,
    'options',
  ]
  return `
${documentationOf(one)}
  ${operation}(${argumentsOf(one).join(', ')}): ${answerOf(one)} {
    return this.caller.${one.isList ? 'list' : one.isFile ? 'file' : 'json'}({ ${spec.join(', ')} })
  }
`
}

function paramsOf(path) {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).filter((name) => name !== 'program')
}

function argumentsOf({ name, path, body, mayLackBody, query, needsQuery, isUpload, isIdempotent }) {
  return [
    ...paramsOf(path).map((param) => `${param}: string`),
    ...(isUpload ? ['file: FileBody'] : []),
    ...(body ? [`body: BodyOf<'${name}'>${mayLackBody && !isIdempotent ? ' = {}' : ''}`] : []),
    ...(isIdempotent ? ['idempotencyKey: string'] : []),
    ...(query ? [`query: QueryOf<'${name}'>${needsQuery ? '' : ' = {}'}`] : []),
    'options?: CallOptions',
  ]
}

function answerOf({ name, isList, isFile, isFeed }) {
  if (isFile) return 'Promise<Response>'
  if (!isList) return `Promise<AnswerOf<'${name}'>>`
  if (isFeed) return 'Listed<Change, Page<Change>>'
  return `Listed<AnswerOf<'${name}'>['items'][number], AnswerOf<'${name}'>>`
}

function documentationOf(one) {
  const text = [`${one.summary}.`, one.description, `Permission: ${one.permission}.`, '@example', exampleOf(one)]
  const lines = text.filter(Boolean).flatMap((part) => part.replaceAll('*/', '* /').split('\n'))
  return ['  /**', ...lines.map((line) => `   * ${line}`.trimEnd()), '   */'].join('\n')
}

function exampleOf(one) {
  const given = [
    ...paramsOf(one.path).map((param) => `'${one.pathExamples[param]}'`),
    ...(one.isUpload ? ['csv'] : []),
    ...(one.body && (!one.mayLackBody || one.example) ? [literal(one.example)] : []),
    ...(one.isIdempotent ? ["'u-1001-cash-1'"] : []),
    ...(one.needsQuery ? [literal(one.queryExample)] : []),
  ].join(', ')
  const call = `bondhu.api.${one.operation}(${given})`
  if (one.isList) return `for await (const item of ${call}) console.log(item)`
  if (one.isFile) return `const csv = await (await ${call}).text()`
  return `const answer = await ${call}`
}

/** As TypeScript: names without quotation marks. */
function literal(value) {
  return JSON.stringify(value)
    .replaceAll("'", "\\'")
    .replace(/"(\w+)":/g, ' $1: ')
    .replaceAll(',', ', ')
    .replaceAll('}', ' }')
    .replace(/ {2,}/g, ' ')
    .replaceAll('"', "'")
}

export function codesSource(failures) {
  const lines = Object.entries(failures).map(([code, status]) => `  | '${code}' // ${status}`)
  return `/** The code of every problem that the service answers with, with its HTTP status. */\nexport type ProblemCode =\n${lines.join('\n')}\n  | 'internal' // 500\n`
}
