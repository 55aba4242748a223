/** What the page shows of the inside: the last calls, the last movements of the ledger, and the day. All of it is read. */
import type { Bondhu, Participant, Program, Transfer } from '@bondhu/sdk'
import { formatCount, formatDay, formatMoney } from '../format.js'
import { html, Html } from '../html.js'
import { messagesOf, type Language, type Messages } from '../messages/messages.js'
import { crowdSize } from './crowd.js'
import type { Exchange } from './recorder.js'
import { icons } from './stage-assets.js'
import type { Stage } from './stage.js'

export interface StageView {
  /** HTML of the panel. */
  readonly panel: string
  readonly clock: string
  /** Whole days since this demo began. */
  readonly day: number
  /** What to call the day that is so many days after the first. */
  readonly days: readonly string[]
  /** Changes when the advocate's money does. */
  readonly standing: string
  /** What the last call meant, as a sentence; an introduction before the first. */
  readonly event: string
  /** Where the advocate's money is, in a sentence or more; empty while there is none. */
  readonly money: string
  /** The last call, in a line. */
  readonly call: string
}

interface Reading {
  readonly m: Messages
  readonly language: Language
  readonly program: Program
  readonly rina: Participant
  /** Newest first. */
  readonly movements: readonly Movement[]
}

const dayMs = 86_400_000
const daysShown = 61
const pageLength = 100
const transfersMax = 500
const movementsShown = 4

/** @param exchanges newest first */
export async function viewStage(
  bondhu: Bondhu,
  { rina: { id }, beganAt }: Stage,
  exchanges: readonly Exchange[],
  language: Language,
): Promise<StageView> {
  const [program, rina, movements] = await Promise.all([
    bondhu.program(),
    bondhu.participant(id),
    newestMovements(bondhu, id),
  ])
  const m = messagesOf(language)
  const reading = { m, language, program, rina, movements }
  const began = new Date(beganAt).getTime()
  const dayOf = (count: number) =>
    m.stage.day(
      count === 0 ? '' : formatCount(language, count),
      formatDay(language, new Date(began + count * dayMs), program.timeZone),
    )
  const newest = shownFirst(exchanges)
  return {
    panel: panel(reading, exchanges).text,
    clock: m.stage.clock(formatDay(language, program.now, program.timeZone)),
    day: Math.max(0, Math.floor((new Date(program.now).getTime() - began) / dayMs)),
    days: Array.from({ length: daysShown }, (_, count) => dayOf(count)),
    standing: JSON.stringify([rina.balances, rina.friends]),
    event: eventOf(reading, newest),
    money: moneyOf(reading),
    call: newest === undefined ? '' : `${newest.method} ${newest.path}: ${statusesOf(newest)}`,
  }
}

/** Of a page; of more if it is only a part of a crowd. Each is whole: its sum is shown. */
async function newestMovements(bondhu: Bondhu, userId: string): Promise<readonly Movement[]> {
  let { items, nextCursor } = await bondhu.transfers(userId, { limit: pageLength })
  while (nextCursor !== null && items.length < transfersMax && movementsOf(items).length === 1) {
    const next = await bondhu.transfers(userId, { limit: pageLength, cursor: nextCursor })
    items = [...items, ...next.items]
    nextCursor = next.nextCursor
  }
  const movements = movementsOf(items)
  return nextCursor === null || movements.length === 1 ? movements : movements.slice(0, -1)
}

/** The decision about a friend. That the friend then joins, with a link of their own, is less of a story. */
function shownFirst(exchanges: readonly Exchange[]): Exchange | undefined {
  return exchanges.find(({ path }) => path.includes('/signups')) ?? exchanges[0]
}

function panel(reading: Reading, exchanges: readonly Exchange[]): Html {
  const { stage } = reading.m
  const newest = shownFirst(exchanges)
  const others = exchanges.filter((one) => one !== newest)
  return html`${
      newest === undefined
        ? html`<h2>${icons.out} ${stage.sent}</h2>
            <p>${stage.nothingSent}</p>`
        : exchangeParts(reading, newest)
    }
    <h2>${icons.book} ${stage.ledger}</h2>
    ${ledgerParts(reading, newest)}
    <p class="small">${stage.promise}</p>
    ${
      others.length === 0
        ? ''
        : html`<h2>${stage.others}</h2>
            <ul>
              ${others.map((one) => html`<li><code>${one.method} ${one.path}</code> <b>${statusesOf(one)}</b></li>`)}
            </ul>`
    }`
}

function exchangeParts({ m: { stage }, language }: Reading, exchange: Exchange): Html {
  const { method, path, request, answer, alike } = exchange
  const count = timesOf(exchange)
  const times = count === 1 ? '' : stage.times(formatCount(language, count))
  return html`<h2>${icons.out} ${stage.sent} <span>${times}</span></h2>
    <pre tabindex="0" aria-label="${stage.sent}">
${method} ${path}
${coloured(request)}</pre>
    <h2>${icons.back} ${stage.answered} <span>${statusesOf(exchange)}</span></h2>
    ${count > 1 && alike ? html`<p class="small">${stage.same}</p>` : ''}
    <pre tabindex="0" aria-label="${stage.answered}">${coloured(answer)}</pre>`
}

/** That she took a link is no event: nobody has come yet. */
function eventOf({ m: { stage }, language, program }: Reading, exchange: Exchange | undefined): string {
  if (exchange === undefined || !exchange.path.includes('/signups')) {
    return stage.intro(formatMoney(language, program.rewardMinor, program.currency))
  }
  const { path, answer, alike } = exchange
  if (path.endsWith('/batch')) return stage.crowd(formatCount(language, crowdSize))
  const times = timesOf(exchange)
  if (times > 1 && alike) return stage.oneBonus(formatCount(language, times))
  if (answer.includes('"reason": "already_member"')) return stage.outcomes.member
  return answer.includes('"outcome": "referred"') ? stage.outcomes.referred : stage.outcomes.refused
}

function moneyOf({ m: { stage }, language, program, rina }: Reading): string {
  const { heldMinor, availableMinor, clearingMinor, paidMinor, currency } = rina.balances
  const isEnough = availableMinor >= program.minimumPayoutMinor
  const sentences = [
    [heldMinor, stage.money.held],
    [availableMinor, isEnough ? stage.money.available : stage.money.checked],
    [clearingMinor, stage.money.clearing],
    [paidMinor, stage.money.paid],
  ] as const
  return sentences
    .filter(([amountMinor]) => amountMinor > 0)
    .map(([amountMinor, say]) => say(formatMoney(language, amountMinor, currency)))
    .join(' ')
}

function timesOf({ statuses }: Exchange): number {
  return [...statuses.values()].reduce((sum, times) => sum + times, 0)
}

/** `201`, or `201 · 200 × 19` */
function statusesOf({ statuses }: Exchange): string {
  return Array.from(statuses, ([status, times]) => (times === 1 ? `${status}` : `${status} × ${times}`)).join(' · ')
}

function ledgerParts(reading: Reading, newest: Exchange | undefined): Html {
  const { m, movements } = reading
  const still = newest?.path.includes('/signups') === true && movements[0]?.transfer.id === newest.after
  const nothing = still ? html`<p class="still">${m.stage.nothingMoved}</p>` : ''
  const shown = movements.slice(0, still ? 0 : movementsShown)
  return html`${nothing} ${shown.map((movement, index) => movementPart(reading, movement, index === 0))}
  ${shown.length === 0 ? html`<div class="moved">${accountPart(reading, 'budget')}</div>` : ''}`
}

interface Movement {
  readonly transfer: Transfer
  readonly count: number
}

/** Equal transfers in a row are one movement. Newest first. */
function movementsOf(transfers: readonly Transfer[]): Movement[] {
  const movements: Movement[] = []
  for (const transfer of transfers) {
    const last = movements.at(-1)
    const equal =
      last?.transfer.from === transfer.from &&
      last.transfer.to === transfer.to &&
      last.transfer.amountMinor === transfer.amountMinor
    if (last !== undefined && equal) movements[movements.length - 1] = { ...last, count: last.count + 1 }
    else movements.push({ transfer, count: 1 })
  }
  return movements
}

function movementPart(reading: Reading, { transfer, count }: Movement, newest: boolean): Html {
  const { m, language } = reading
  const { from, to, amountMinor, currency } = transfer
  const amount = formatMoney(language, amountMinor, currency)
  const sum =
    count === 1
      ? amount
      : `${amount} × ${formatCount(language, count)} = ${formatMoney(language, amountMinor * count, currency)}`
  if (!newest) {
    return html`<p class="before">${m.stage.accounts[from]} ${icons.right} ${m.stage.accounts[to]} <b>${sum}</b></p>`
  }
  return html`<div class="moved">
    ${accountPart(reading, from)}
    <p>${icons.down} ${sum}</p>
    ${accountPart(reading, to)}
  </div>`
}

/** An account with its balance of this moment. */
function accountPart({ m, language, program, rina }: Reading, account: Transfer['from']): Html {
  const { heldMinor: held, availableMinor: available, clearingMinor: clearing, paidMinor: paid } = rina.balances
  const { budgetMinor: budget, reservedMinor: reserved } = program.balances
  const known: Partial<Record<Transfer['from'], number>> = { held, available, clearing, paid, budget, reserved }
  const balance = known[account]
  return html`<p class="account">
    <span>${m.stage.accounts[account]}</span>
    ${balance === undefined ? '' : html`<b>${m.stage.now(formatMoney(language, balance, program.currency))}</b>`}
  </p>`
}

/** JSON with its names, texts and numbers in colours. */
function coloured(json: string): Html {
  const parts = json.split(/("(?:[^"\\]|\\.)*"(?:\s*:)?|-?\d+(?:\.\d+)?|\b(?:true|false|null)\b)/)
  return html`${parts.map((part) => {
    if (/^".*:$/s.test(part)) return html`<b>${part}</b>`
    if (part.startsWith('"')) return html`<q>${part}</q>`
    return /^(-?\d|true|false|null)/.test(part) ? html`<i>${part}</i>` : html`${part}`
  })}`
}
