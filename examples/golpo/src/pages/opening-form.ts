/** The form that opens an account, with its current values. */
import { html, type Html } from '../html.js'
import type { Visit } from '../visit.js'

export interface OpeningForm {
  /** The id of the new account: a form sent twice opens one. */
  readonly id: string
  readonly name: string
  readonly phone: string
  readonly code: string
  readonly clickId: string | undefined
  /** Whether it is on the page that a link leads to. */
  readonly fromLink: boolean
}

export type OpeningProblem = 'name' | 'phone' | 'code' | 'full'

export function openingForm(visit: Visit, form: OpeningForm, problem?: OpeningProblem): Html {
  const { m } = visit
  const codeOpen = form.code !== '' || problem === 'code' || (form.fromLink && form.clickId === undefined)
  return html`<form class="card stack" method="post" action="${visit.path('accounts')}">
    <input type="hidden" name="id" value="${form.id}" />
    ${form.fromLink ? html`<input type="hidden" name="from" value="link" />` : ''}
    ${form.clickId === undefined ? '' : html`<input type="hidden" name="bondhu_click" value="${form.clickId}" />`}
    ${problem === 'full' ? html`<p class="error" role="alert">${m.full}</p>` : ''}
    ${field({ name: 'name', label: m.name, value: form.name, error: problem === 'name' ? m.nameWrong : '', more: html`maxlength="60" autocomplete="off" required` })}
    ${field({ name: 'phone', label: m.phone, value: form.phone, error: problem === 'phone' ? m.phoneWrong : '', hint: m.phoneHint, more: html`inputmode="tel" maxlength="30" autocomplete="off" required` })}
    <details ${codeOpen ? html`open` : ''}>
      <summary>${m.haveCode}</summary>
      ${field({ name: 'code', label: m.code, value: form.code, error: problem === 'code' ? m.codeWrong : '', hint: m.codeHint, more: html`maxlength="40" autocomplete="off"` })}
    </details>
    <button>${m.open}</button>
  </form>`
}

interface Field {
  readonly name: string
  readonly label: string
  readonly value: string
  /** Empty if the value is correct. */
  readonly error?: string
  readonly hint?: string
  readonly more?: Html
}

export function field({ name, label, value, error = '', hint = '', more }: Field): Html {
  const notes = [...(error === '' ? [] : [`${name}-error`]), ...(hint === '' ? [] : [`${name}-hint`])]
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      value="${value}"
      ${more}
      ${notes.length === 0 ? '' : html`aria-describedby="${notes.join(' ')}"`}
      ${error === '' ? '' : html`aria-invalid="true" autofocus`}
    />
    ${error === '' ? '' : html`<p class="error" id="${name}-error">${error}</p>`}
    ${hint === '' ? '' : html`<p class="hint" id="${name}-hint">${hint}</p>`}
  </div>`
}
