/**
 * Turns the documents into the pages that the service shows at `/docs/…`: `server/dist/docs/pages.json`. A link to a document
 * becomes a link to its page; a link to another file of the repository becomes plain text.
 */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { Marked } from 'marked'

/** The pages by their group of the navigation. Decisions are reached by links. */
const groups = {
  Start: ['docs/quick-start.md', 'docs/express.md', 'docs/api.md', 'sdk/README.md', 'docs/clients.md', 'docs/links.md'],
  Guides: [
    'docs/webhooks.md',
    'docs/moving.md',
    'docs/payout-files.md',
    'docs/payout-http.md',
    'docs/abuse.md',
    'docs/privacy.md',
  ],
  Operating: ['docs/console.md', 'docs/operations.md', 'docs/reliability.md', 'docs/scale.md'],
  More: ['docs/glossary.md', 'docs/changelog.md', 'docs/decisions/README.md'],
}

/** Parts of documents that a developer looks for by name. */
const guides = [
  ['Web page', 'docs/links.md#your-web-page'],
  ['Android', 'docs/links.md#android'],
  ['iPhone', 'docs/links.md#iphone'],
  ['Portal in a WebView', 'docs/links.md#the-portal-in-a-webview'],
  ['Members and new people', 'docs/api.md#which-identities-to-send'],
  ['Cash-outs', 'docs/api.md#cash-outs'],
  ['Going live', 'docs/api.md#going-live'],
]

/** @param root the repository */
export function buildDocs(root) {
  const decisions = readdirSync(join(root, 'docs/decisions'))
    .filter((name) => /^\d{4}-.*\.md$/.test(name))
    .map((name) => `docs/decisions/${name}`)
  const placed = Object.entries(groups).flatMap(([group, files]) => files.map((file) => ({ file, group })))
  const all = [...placed, ...decisions.map((file) => ({ file, group: null }))]
  const slugs = new Map(all.map(({ file }) => [file, slugOf(file)]))
  const methods = examplesOf(readFileSync(join(root, 'sdk/src/api.ts'), 'utf8'))
  const pages = all.map(({ file, group }) => ({ group, slug: slugOf(file), ...pageOf(root, file, slugs) }))
  mkdirSync(join(root, 'server/dist/docs'), { recursive: true })
  writeFileSync(join(root, 'server/dist/docs/pages.json'), JSON.stringify({ pages, guides: guidesOf(slugs), methods }))
}

function guidesOf(slugs) {
  return guides.map(([title, target]) => ({ title, address: addressOf(target, 'README.md', slugs) }))
}

function slugOf(file) {
  if (file === 'sdk/README.md') return 'sdk'
  return file.replace(/^docs\//, '').replace(/(\/README)?\.md$/, '')
}

function pageOf(root, file, slugs) {
  const tokens = marked.lexer(readFileSync(join(root, file), 'utf8'))
  void marked.walkTokens(tokens, (token) => {
    if (token.type === 'link') token.href = addressOf(token.href, file, slugs)
  })
  const sections = sectionsOf(tokens)
  return { title: sections[0]?.title ?? file, html: marked.parser(tokens), sections }
}

/** The headings, each with the text that follows it. Each heading gets the id that its section has. */
function sectionsOf(tokens) {
  const used = new Map()
  const sections = []
  for (const token of tokens) {
    if (token.type === 'heading') {
      token.id = anchorOf(token.text, used)
      sections.push({ id: token.id, title: token.text.replaceAll('`', ''), text: '' })
    } else if (sections.length > 0) sections.at(-1).text += ` ${token.raw}`
  }
  return sections.map((one) => ({ ...one, text: one.text.replace(/[\s|`*#-]+/g, ' ').trim() }))
}

const marked = new Marked({
  renderer: {
    heading({ tokens, depth, id }) {
      return `<h${depth} id="${id}"><a href="#${id}">${this.parser.parseInline(tokens)}</a></h${depth}>\n`
    },
    link({ href, tokens }) {
      const text = this.parser.parseInline(tokens)
      return href === '' ? text : `<a href="${href}">${text}</a>`
    },
    html: () => '',
  },
})

/** @returns the address of a page of the site, an outside address, or nothing for what the site does not have */
function addressOf(href, file, slugs) {
  if (/^(https?:|mailto:|#|\/)/.test(href)) return href
  const [path, anchor] = href.split('#')
  const slug = slugs.get(posix.join(posix.dirname(file), path))
  return slug === undefined ? '' : `/docs/${slug}${anchor === undefined ? '' : `#${anchor}`}`
}

/** As GitHub makes them, so that a link works there and here. */
function anchorOf(text, used) {
  const base = text
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-')
  const count = used.get(base) ?? 0
  used.set(base, count + 1)
  return count === 0 ? base : `${base}-${count}`
}

/** The example of each method of the SDK, by the name of its call. */
function examplesOf(source) {
  const documented = /@example\n((?: {3}\* .*\n)+) {3}\*\/\n {2}(?:async )?\*?(\w+)\(/g
  return Object.fromEntries(
    [...source.matchAll(documented)].map(([, lines, name]) => [name, lines.replace(/^ {3}\* /gm, '').trimEnd()]),
  )
}
