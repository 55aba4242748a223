/** The reference of the API: the OpenAPI document in plain HTML, with each call as curl and in the SDK. */
import { failures, type FailureCode } from '../../errors.js'
import { refusals } from '../../domain/reasons/signup-reasons.js'
import { Html, html } from '@bondhu/web/html'
import { apiLanguage, otherLanguages } from '@bondhu/web/language'
import { pathExamples } from '../api/examples.js'
import { openApiDocument } from '../api/openapi.js'
import { remedies } from '../api/remedies.js'
import type { Searched } from './search.js'
import type { Site } from './site.js'

interface Operation {
  readonly tags: readonly string[]
  readonly operationId: string
  readonly summary: string
  readonly description: string
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly description?: string }[]
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: Schema; readonly example?: unknown }>>
  }
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>
}

/** By its media type: JSON, or a file. */
type Content = Readonly<Record<string, { readonly schema: Schema; readonly example?: unknown }>>

interface Schema {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly format?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly default?: unknown
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
  readonly maxItems?: number
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
}

interface Call {
  readonly path: string
  readonly method: string
  readonly operation: Operation
}

export interface Group {
  readonly name: string
  readonly operations: readonly Call[]
}

/** @returns the calls and their groups, in the order of the document */
export function groupsOf(publicUrl: string): Group[] {
  const document = openApiDocument(publicUrl) as {
    tags: { name: string }[]
    paths: Record<string, Record<string, Operation>>
  }
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )
  return document.tags.map(({ name }) => ({
    name,
    operations: operations.filter(({ operation }) => operation.tags.includes(name)),
  }))
}

export function referenceOf(publicUrl: string, groups: readonly Group[], { methods }: Site): Html {
  return html`<h1>Bondhu API</h1>
    <p>
      JSON over HTTP. Every call to <code>/v1</code> carries <code>Authorization: Bearer bk_test_…</code> (or
      <code>bk_live_…</code>). Amounts are whole minor units (poisha) beside a currency: <code>2000</code> is ৳20.
      Failures are problem documents with a stable <code>code</code>. Every call below may be repeated safely, except
      those that make something new without a name of yours (a key, a clock's advance).
      <a href="/docs/quick-start">Start here</a> if you are new. Then see <a href="/docs/express">a whole app</a>, or
      <a href="/docs/clients">your language</a>.
    </p>
    <h2>The calls an app needs</h2>
    <pre><code>${quickstart(publicUrl)}</code></pre>
    <p>
      In the examples below, <code>BONDHU</code> is <code>${publicUrl}</code>, <code>KEY</code> is the key of the app's
      server, and the SDK is <code>new Bondhu({ url, key, program })</code> (<a href="/docs/sdk">the SDK</a>).
    </p>
    ${groups.map(
      (group) =>
        html`<h2>${group.name.charAt(0).toUpperCase() + group.name.slice(1)}</h2>
          ${group.operations.map((call) => operationSection(call, methods[call.operation.operationId]))}`,
    )}
    ${reasonsSection()} ${problemsSection()}`
}

/** The calls, for the navigation. */
export function callsNavigation(groups: readonly Group[]): Html {
  return html`${groups.map(
      (group) =>
        html`<p>${group.name}</p>
          <ul>
            ${group.operations.map(
              ({ operation, method, path }) =>
                html`<li>
                  <a href="#${operation.operationId}"><b>${method}</b> ${shortPath(path)}</a>
                </li>`,
            )}
          </ul>`,
    )}
    <p>reference</p>
    <ul>
      <li><a href="#reasons">Reasons</a></li>
      <li><a href="#problems">Problems</a></li>
      <li><a href="/openapi.json">openapi.json</a></li>
    </ul>`
}

/** The calls, reasons and problems, as the search finds them. */
export function searchedReference(groups: readonly Group[]): Searched[] {
  const calls = groups.flatMap(({ operations }) =>
    operations.map(({ path, method, operation }) => ({
      address: `/docs#${operation.operationId}`,
      page: 'Reference',
      title: `${method} ${path}`,
      text: `${operation.operationId}. ${operation.summary}. ${operation.description}`,
    })),
  )
  const problems = Object.entries(remedies).map(([code, remedy]) => ({
    address: `/docs#problem-${code}`,
    page: 'Problems',
    title: code,
    text: remedy,
  }))
  const reasons = Object.entries(refusals).map(([code, message]) => ({
    address: '/docs#reasons',
    page: 'Reasons',
    title: code,
    text: message[apiLanguage] ?? '',
  }))
  return [...calls, ...problems, ...reasons]
}

function reasonsSection(): Html {
  return html`<h2 id="reasons">Reasons</h2>
    <p>
      Why a signup was refused, in the order in which they are told. None of them is an error: the answer is 201 like
      any other.
    </p>
    <table>
      ${Object.entries(refusals).map(
        ([code, message]) =>
          html`<tr>
            <th><code>${code}</code></th>
            <td>
              ${message[apiLanguage]}${otherLanguages(apiLanguage).map(
                (language) => html`<br /><span lang="${language}">${message[language]}</span>`,
              )}
            </td>
          </tr>`,
      )}
    </table>
    <p>
      <code>organic</code> answers say <code>no_code</code>, <code>unknown_code</code>, <code>unknown_click</code> or
      <code>click_expired</code>: nobody is credited, and a valid code may still come in time. Many
      <code>unknown_click</code> mean that the app loses or changes click ids on their way.
    </p>`
}

function problemsSection(): Html {
  return html`<h2 id="problems">Problems</h2>
    <table>
      ${Object.entries(failures).map(
        ([code, status]) =>
          html`<tr id="problem-${code}">
            <th><code>${code}</code></th>
            <td>${status}</td>
            <td>${marked(remedies[code as FailureCode])}</td>
          </tr>`,
      )}
      <tr id="problem-internal">
        <th><code>internal</code></th>
        <td>500</td>
        <td>
          The service made a mistake and logged it. You may repeat a call that the document marks with
          <code>x-repeatable</code>.
        </td>
      </tr>
    </table>`
}

/** What is in back quotes is code. */
function marked(text: string): Html[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))
}

function shortPath(path: string): string {
  return path.endsWith('{program}') ? path : path.replace('/v1/programs/{program}', '…')
}

function quickstart(publicUrl: string): string {
  return `# 1. Somebody opens your invite screen: they get a link
curl -X PUT ${publicUrl}/v1/programs/golpo/participants/u-1001 \\
  -H "Authorization: Bearer $BONDHU_KEY"

# 2. The friend taps it; your page or app receives ?bondhu_click=clk_… (or the Play install referrer)

# 3. After your own commit, say that an account was opened
curl -X POST ${publicUrl}/v1/programs/golpo/signups \\
  -H "Authorization: Bearer $BONDHU_KEY" -H "Content-Type: application/json" \\
  -d '{"userId": "u-1002", "clickId": "clk_…", "identities": {"phone": "01712345678"}, "country": "BD"}'

# 4. What has been earned
curl ${publicUrl}/v1/programs/golpo/participants/u-1001 -H "Authorization: Bearer $BONDHU_KEY"`
}

function operationSection({ path, method, operation }: Call, inSdk: string | undefined): Html {
  const body = operation.requestBody?.content ?? {}
  const answers = Object.entries(operation.responses).filter(([status]) => /^2\d\d$/.test(status))
  const status = answers.map(([one]) => one).join(', ')
  const [, answer] = answers.find(([, { content }]) => hasExample(content)) ?? answers[0] ?? ['200', {}]
  const asked = operation.parameters.filter((parameter) => parameter.in !== 'path')
  const example = operation.requestBody?.content['application/json']?.example
  const isIdempotent = operation.parameters.some(({ name }) => name === 'Idempotency-Key')
  return html`<section
    id="${operation.operationId}"
    data-method="${method}"
    data-path="${path}"
    ${example === undefined ? '' : html`data-body="${JSON.stringify(example)}"`}
    ${isIdempotent ? html`data-idempotent` : ''}
  >
    <h3><b>${method}</b> <code>${path}</code></h3>
    <p><strong>${operation.summary}.</strong></p>
    ${operation.description.split('\n\n').map((paragraph) => html`<p>${marked(paragraph)}</p>`)}
    <div class="pair">
      <pre aria-label="curl"><code>${curlOf({ path, method, operation })}</code></pre>
      ${inSdk === undefined ? '' : html`<pre aria-label="SDK"><code>${inSdk}</code></pre>`}
    </div>
    ${
      asked.length === 0
        ? ''
        : html`<h4>${asked.some(({ in: where }) => where === 'header') ? 'Headers and query' : 'Query'}</h4>
            <table>
              ${asked.map(
                (one) =>
                  html`<tr>
                    <th><code>${one.name}</code></th>
                    <td>${marked(one.description ?? '')}</td>
                  </tr>`,
              )}
            </table>`
    }
    ${Object.entries(body).map(
      ([type, { schema }]) =>
        html`<h4>Body</h4>
          ${contentOf(type, schema)}`,
    )}
    ${Object.entries(answer.content ?? {}).map(
      ([type, { schema, example: answered }]) =>
        html`<details>
          <summary>Answer ${status}</summary>
          ${answered === undefined ? '' : html`<pre><code>${JSON.stringify(answered, undefined, 2)}</code></pre>`}
          ${contentOf(type, schema)}
        </details>`,
    )}
  </section>`
}

function hasExample(content: Content = {}): boolean {
  return Object.values(content).some(({ example }) => example !== undefined)
}

function curlOf({ path, method, operation }: Call): string {
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => pathExamples[name] ?? name)
  const required = operation.parameters.filter(
    ({ in: where, name }) => where === 'header' && name === 'Idempotency-Key',
  )
  const [type, body] = Object.entries(operation.requestBody?.content ?? {})[0] ?? []
  const parts = [
    `curl${method === 'GET' || (method === 'POST' && body !== undefined) ? '' : ` -X ${method}`} "$BONDHU${address}"`,
    '-H "Authorization: Bearer $KEY"',
    ...required.map(({ name }) => `-H "${name}: u-1001-cash-1"`),
    ...(body?.example === undefined
      ? type === undefined || type === 'application/json'
        ? []
        : [`-H "Content-Type: ${type}"`, '--data-binary @file']
      : ['-H "Content-Type: application/json"', `-d '${shellText(JSON.stringify(body.example))}'`]),
  ]
  return parts.join(' \\\n  ')
}

/** Inside single quotes of a shell. */
function shellText(text: string): string {
  return text.replaceAll("'", `'"'"'`)
}

function contentOf(type: string, schema: Schema): Html {
  return type === 'application/json'
    ? fieldTable(schema)
    : html`<p><code>${type}</code>: ${schema.description ?? ''}</p>`
}

function fieldTable(schema: Schema): Html {
  return html`<table>
    ${rowsOf(bare(schema), '')}
  </table>`
}

function rowsOf(schema: Schema, prefix: string): Html[] {
  const required = new Set(schema.required ?? [])
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const inner = bare(property)
    const nested = inner.type === 'array' ? bare(inner.items ?? {}) : inner
    const path = `${prefix}${name}`
    const row = html`<tr>
      <th><code>${path}</code>${required.has(name) ? html` <em>required</em>` : ''}</th>
      <td>${marked(describe(property))}</td>
    </tr>`
    return [row, ...rowsOf(nested, `${path}${inner.type === 'array' ? '[]' : ''}.`)]
  })
}

/** The schema behind a "may be null". */
function bare(schema: Schema): Schema {
  const options = schema.anyOf?.filter((option) => option.type !== 'null')
  return options?.length === 1 && options[0] !== undefined ? options[0] : schema
}

function describe(property: Schema): string {
  const inner = bare(property)
  const nullable = inner !== property
  const kind = inner.enum
    ? inner.enum.map((value) => JSON.stringify(value)).join(' | ')
    : inner.const === undefined
      ? [inner.type ?? '', inner.format ?? ''].flat().filter(Boolean).join(' · ')
      : JSON.stringify(inner.const)
  const bounds = [
    inner.minimum !== undefined && inner.minimum > Number.MIN_SAFE_INTEGER ? `from ${inner.minimum}` : '',
    inner.maximum !== undefined && inner.maximum < Number.MAX_SAFE_INTEGER ? `to ${inner.maximum}` : '',
    inner.maxLength === undefined ? '' : `${inner.maxLength} characters at most`,
    inner.maxItems === undefined ? '' : `${inner.maxItems} at most`,
    property.default === undefined ? '' : `${JSON.stringify(property.default)} when absent`,
  ].filter(Boolean)
  const text = property.description ?? inner.description
  return [text, [kind, nullable ? 'or null' : '', ...bounds].filter(Boolean).join(', ')].filter(Boolean).join('. ')
}
