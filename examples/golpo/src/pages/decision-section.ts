/** For a friend: the decision about the invitation, in the service's own words if it has some. */
import type { Decision, Program } from '@bondhu/sdk'
import type { Account } from '../accounts.js'
import { formatCount, formatDay, formatMoney } from '../format.js'
import { html, type Html } from '../html.js'
import type { Visit } from '../visit.js'
import { field } from './opening-form.js'

export function decisionSection(visit: Visit, account: Account, program: Program, wrongCode: string | undefined): Html {
  const { decision } = account
  if (decision === undefined) return html``
  if (decision.outcome === 'referred') return counted(visit, decision, program)
  if (decision.outcome === 'refused') return refused(visit, decision)
  return organic(visit, account, decision, program, wrongCode)
}

function counted({ m, language }: Visit, { reward }: Decision, { timeZone }: Program): Html {
  // Without a day it waits: for an action of the friend, or for a person who looks at it.
  if (reward === undefined || reward.availableAt === null) {
    return html`<section class="card">
      <h2>${m.decisionArrived}</h2>
      <p>${m.decisionPending}</p>
    </section>`
  }
  const amount = formatMoney(language, reward.amountMinor, reward.currency)
  return html`<section class="card counted">
    <h2>${m.decisionCounted}</h2>
    <p>${m.decisionCountedLead(amount, formatDay(language, reward.availableAt, timeZone))}</p>
  </section>`
}

function refused({ m, language }: Visit, { message, reason = '' }: Decision): Html {
  const hint = m.decisionHints[reason]
  return html`<section class="card refused">
    <h2>${m.decisionRefused}</h2>
    <p><strong>${message?.[language] ?? reason}</strong></p>
    <p>${m.decisionNothing}</p>
    ${hint === undefined ? '' : html`<p class="hint">${hint}</p>`}
  </section>`
}

function organic(
  visit: Visit,
  account: Account,
  { reason = '' }: Decision,
  program: Program,
  wrongCode: string | undefined,
): Html {
  const { m, language } = visit
  const explained = m.decisionOrganic[reason]
  const openUntilMs = Date.parse(account.decidedAt ?? program.now) + program.lateCodeHours * 3_600_000
  const lateCode = Date.parse(program.now) < openUntilMs
  if (explained === undefined && !lateCode) return html``
  return html`<section class="card">
    ${explained === undefined ? '' : html`<p><strong>${explained}</strong></p>`}
    ${
      lateCode
        ? html`<details ${wrongCode !== undefined || explained !== undefined ? html`open` : ''}>
            <summary>${m.lateTitle}</summary>
            <p class="hint">${m.lateLead(formatCount(language, program.lateCodeHours))}</p>
            <form class="stack" method="post" action="${visit.path('code')}">
              ${field({
                name: 'code',
                label: m.code,
                value: wrongCode ?? '',
                error: wrongCode === undefined ? '' : m.codeWrong,
                hint: m.codeHint,
                more: html`maxlength="40" autocomplete="off" required`,
              })}
              <button class="soft">${m.lateSend}</button>
            </form>
          </details>`
        : ''
    }
  </section>`
}
