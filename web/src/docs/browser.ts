/**
 * "Try it" in the reference: sends a call to this service with a test key, and shows the answer. The key stays in the memory
 * of the page. A live key is refused here: its calls move money.
 */
interface Typed {
  key: string
  program: string
}

const typed: Typed = { key: '', program: 'my-app' }

for (const section of document.querySelectorAll<HTMLElement>('section[data-method]')) {
  const button = element('button', { type: 'button', textContent: 'Try it' })
  button.addEventListener('click', () => {
    button.remove()
    open(section)
  })
  section.querySelector('.pair')?.after(button)
}

function open(section: HTMLElement): void {
  const { method = 'GET', path = '', body } = section.dataset
  const form = element('form', { className: 'try' })
  const key = field(form, 'Test key', typed.key, 'bk_test_…')
  key.type = 'password'
  key.autocomplete = 'off'
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  const parts = names.map((name) => [name, field(form, name, name === 'program' ? typed.program : '', name)] as const)
  const query = method === 'GET' ? field(form, 'query', '', 'limit=20') : undefined
  const text = body === undefined ? undefined : area(form, body)
  form.append(element('button', { textContent: `Send ${method}` }))
  const answer = element('pre', { hidden: true, tabIndex: 0 })
  answer.setAttribute('role', 'status')
  form.append(answer)
  section.querySelector('.pair')?.after(form)
  key.focus()
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    typed.key = key.value.trim()
    const values = new Map(parts.map(([name, input]) => [name, input.value.trim()]))
    typed.program = values.get('program') ?? typed.program
    const missing = names.find((name) => values.get(name) === '')
    if (!typed.key.startsWith('bk_test_')) return show(answer, 'Give a test key, which begins with bk_test_.')
    if (missing !== undefined) return show(answer, `Give ${missing}.`)
    const address = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values.get(name) ?? ''))
    const asked = query === undefined || query.value.trim() === '' ? '' : `?${query.value.trim()}`
    show(answer, 'Sending…')
    void send(method, address + asked, text?.value, section.dataset.idempotent !== undefined).then(
      (said) => show(answer, said),
      () => show(answer, 'The service cannot be reached.'),
    )
  })
}

async function send(method: string, address: string, body: string | undefined, isIdempotent: boolean): Promise<string> {
  const answer = await fetch(address, {
    method,
    headers: {
      authorization: `Bearer ${typed.key}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(isIdempotent && { 'idempotency-key': crypto.randomUUID() }),
    },
    credentials: 'omit',
    ...(body !== undefined && { body }),
  })
  const text = await answer.text()
  return `${answer.status} ${answer.statusText}\n\n${readable(text)}`
}

/** JSON is indented; its numbers stay as they were sent. */
function readable(text: string): string {
  try {
    JSON.parse(text)
  } catch {
    return text
  }
  let depth = 0
  return text.replace(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g, (mark) => {
    if (mark === '{' || mark === '[') return `${mark}\n${'  '.repeat(++depth)}`
    if (mark === '}' || mark === ']') return `\n${'  '.repeat(--depth)}${mark}`
    if (mark === ',') return `,\n${'  '.repeat(depth)}`
    return mark === ':' ? ': ' : mark
  })
}

function show(answer: HTMLElement, text: string): void {
  answer.hidden = false
  answer.textContent = text
}

function field(form: HTMLElement, name: string, value: string, placeholder: string): HTMLInputElement {
  const input = element('input', { value, placeholder, maxLength: 500, spellcheck: false })
  labelled(form, name, input)
  return input
}

function area(form: HTMLElement, value: string): HTMLTextAreaElement {
  const text = JSON.stringify(JSON.parse(value), undefined, 2)
  const input = element('textarea', { value: text, rows: Math.min(16, text.split('\n').length), spellcheck: false })
  labelled(form, 'body', input)
  return input
}

function labelled(form: HTMLElement, name: string, input: HTMLElement): void {
  const label = element('label', {})
  label.append(element('span', { textContent: name }), input)
  form.append(label)
}

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]>,
): HTMLElementTagNameMap[Name] {
  return Object.assign(document.createElement(name), properties)
}
