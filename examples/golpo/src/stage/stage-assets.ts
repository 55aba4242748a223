/** The style, script and icons of the page with the two phones. Icons by lucide (ISC). */
import { versionOf } from '../assets.js'
import { html, Html } from '../html.js'

export const stageStyle = `
:root {
  color-scheme: light dark;
  --brand: #9c3d1c; --brand-tint: #f8e9e0; --page: #faf6f1; --card: #fff; --sunk: #f2ebe3; --text: #231c17; --muted: #665a50;
  --line: #e7ddd2; --edge: #8b7d71; --frame: #1b1512; --warn: #7a5000; --warn-tint: #fcf0d3; --on-brand: #fff;
  font: 1rem/1.55 system-ui, 'Noto Sans Bengali', 'Noto Sans', sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --brand: #f3a67f; --brand-tint: #38241a; --page: #15110e; --card: #201a16; --sunk: #2a231e; --text: #f6efe8; --muted: #b8aa9d;
    --line: #3a312a; --edge: #93857a; --frame: #463c34; --warn: #f2c469; --warn-tint: #33270f; --on-brand: #2a1206;
  }
}
*, ::before, ::after { box-sizing: border-box }
body { margin: 0; background: var(--page); color: var(--text); overflow-wrap: anywhere; font-variant-numeric: tabular-nums }
header, main, footer { max-width: 80rem; margin: 0 auto; padding: 0 1.5rem }
header { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .75rem; min-height: 4rem }
.name { font-size: 1.25rem }
#clock { color: var(--muted); font-size: .9375rem }
header form { margin-left: auto } header form + a { margin-left: 0 } header a:last-child { margin-left: auto } header form ~ a:last-child { margin-left: 0 }
header a, .quiet { display: inline-flex; align-items: center; min-height: 44px; padding: 0 .5rem; font: inherit; font-size: .9375rem; font-weight: 600; color: var(--muted); background: none; border: 0; text-decoration: none; cursor: pointer }
.chip { padding: .125rem .625rem; border-radius: 99px; background: var(--warn-tint); color: var(--warn); font-size: .8125rem; font-weight: 600 }
h1 { font-size: 1.625rem; line-height: 1.3; margin: 0 0 .5rem } p { margin: 0 }
a { color: var(--brand) }
:focus-visible { outline: 3px solid var(--brand); outline-offset: 2px }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
.start { max-width: 34rem; margin: 12vh auto; display: grid; gap: 1rem }
.start button, .actions button { font: inherit; font-weight: 600; min-height: 3rem; padding: .375rem 1rem; border-radius: .875rem; cursor: pointer; line-height: 1.35 }
.start button { background: var(--brand); color: var(--on-brand); border: 0 }
.notice { background: var(--warn-tint); color: var(--warn); border-radius: .875rem; padding: .625rem 1rem; margin-bottom: .75rem }
.controls { background: var(--card); border: 1px solid var(--line); border-radius: 1.25rem; padding: .875rem 1.25rem; margin-bottom: 1.25rem; display: grid; gap: .625rem }
.days { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 1rem } .days label { font-weight: 600 } .days output { min-width: 14rem; color: var(--muted); font-size: .9375rem }
.days input { flex: 1 1 12rem; min-height: 44px; margin: 0; accent-color: var(--brand) }
.actions { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr)); gap: .625rem }
.actions button { background: none; color: var(--text); border: 1.5px solid var(--edge) } .actions #friend-joins { background: var(--brand); border-color: var(--brand); color: var(--on-brand) }
.actions button[aria-disabled] { cursor: progress; background: var(--sunk); color: var(--muted); border-color: var(--line) }
#said { font-weight: 600 } #call { font-size: .8125rem; color: var(--muted) } #call:has(:empty) { display: none }
.tabs { display: none; border: 0; margin: 0 0 .75rem; padding: 3px; background: var(--sunk); border-radius: .875rem }
.tabs label { flex: 1; display: grid; place-items: center; min-height: 44px; border-radius: .6875rem; font-size: .9375rem; font-weight: 600; color: var(--muted); position: relative; text-align: center }
.tabs input { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0; cursor: pointer }
.tabs label:has(:checked) { background: var(--card); color: var(--text) } .tabs label:has(:focus-visible) { outline: 3px solid var(--brand) }
.three { display: grid; grid-template-columns: 348px 348px minmax(0, 1fr); gap: 1.5rem; align-items: start }
.who { display: flex; align-items: center; gap: .625rem; min-height: 3rem; margin-bottom: .625rem; line-height: 1.35 } .who small { display: block; color: var(--muted); font-size: .8125rem }
.face { display: grid; place-items: center; width: 2.25rem; height: 2.25rem; border-radius: 50%; background: #ffc96b; color: #4d1c08 } .of-friend .face { background: #e7f0fa; color: #1c5a99 }
.phone { border: .625rem solid var(--frame); border-radius: 2.5rem; background: var(--page); height: 664px; overflow: hidden }
iframe { display: block; width: 100%; height: 100%; border: 0; background: var(--page) }
svg { width: 1.125rem; height: 1.125rem; flex: none; display: inline-block; vertical-align: -.2em; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round }
.inside { background: #1b1512; color: #f6efe8; border: 1px solid #3a312a; border-radius: 1.25rem; padding: 1.125rem; font-size: .9375rem }
.inside h2 { display: flex; align-items: center; gap: .5rem; font-size: .9375rem; margin: 1rem 0 .5rem } .inside h2:first-child { margin-top: 0 } .inside h2 svg { color: #ffc96b } .inside h2 span { margin-left: auto; font-size: .8125rem; color: #9fe0bf }
.inside pre { margin: 0; padding: .75rem .875rem; border-radius: .875rem; background: #2a221d; font: .8125rem/1.55 ui-monospace, 'DejaVu Sans Mono', 'Noto Sans Bengali', monospace; white-space: pre-wrap; max-height: 15rem; overflow: auto }
.inside pre:focus-visible { outline-color: #ffc96b }
.inside pre b { color: #ffc96b; font-weight: 400 } .inside pre q { color: #9fe0bf; quotes: none } .inside pre i { color: #f8b796; font-style: normal }
.inside .small, .inside li, .before { color: #c4b6a9; font-size: .8125rem } .inside .small { margin: .375rem 0 }
.inside ul { list-style: none; margin: 0; padding: 0 } .inside li b, .before b { color: #f6efe8 } .before { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .5rem; padding: .25rem .875rem } .before b { margin-left: auto; white-space: nowrap }
.moved { display: grid; gap: .375rem; margin-bottom: .375rem } .moved > p:not(.account) { text-align: center; color: #ffc96b; font-weight: 700 }
.account, .still { display: flex; gap: .75rem; background: #2a221d; border-radius: .875rem; padding: .625rem .875rem } .account b { margin-left: auto; text-align: right } .still { margin-bottom: .375rem }
footer { padding-block: 1.5rem 2rem; font-size: .9375rem }
/* Both phones and the ledger fit the window beside each other: the requests give way. */
@media (min-width: 1200px) {
  :root { --tall: clamp(26rem, 100dvh - 19.5rem, 664px) }
  header { min-height: 3.25rem } .controls { padding-block: .625rem; margin-bottom: .875rem; gap: .5rem 1rem; grid-template-columns: 1fr auto } .controls > div, .controls > .days { grid-column: 1 / -1 }
  #call { align-self: center } .phone { height: var(--tall) }
  .inside { display: flex; flex-direction: column; max-height: calc(var(--tall) + 3.625rem); overflow: auto } .inside > * { flex: none } .inside pre { flex: 0 1 auto; min-height: 5.75rem; max-height: none }
}
@media (max-width: 1199px) { .three { grid-template-columns: repeat(auto-fit, minmax(min(348px, 100%), 1fr)) } .phone { max-width: 390px } }
/* All of the stage fits a phone's screen, so that what a button does is seen: phone first, buttons below. */
@media (max-width: 760px) {
  body { display: flex; flex-direction: column; height: 100dvh; min-height: 32rem }
  header, main, footer { width: 100%; padding-inline: .75rem } header { min-height: 3rem; gap: 0 .375rem } .name { font-size: 1rem } .chip { font-size: .75rem; padding-inline: .5rem }
  header a, .quiet { font-size: .8125rem; padding: 0 .375rem }
  #clock { position: absolute; clip-path: inset(50%) }
  @media (max-width: 350px) { .chip { display: none } }
  main { flex: 1; min-height: 0; display: flex; flex-direction: column } .start { margin-block: auto }
  .tabs { display: flex; flex: none; width: 100%; margin-bottom: .5rem }
  .tabs label[data-new]::after { content: ''; position: absolute; top: .5rem; right: .75rem; width: .625rem; height: .625rem; border-radius: 50%; background: var(--brand) }
  .three { flex: 1; min-height: 0; grid-template: minmax(0, 1fr) / minmax(0, 1fr); align-items: stretch } .three > * { display: none } .who { display: none }
  main:has(#tab-rina:checked) .of-rina, main:has(#tab-friend:checked) .of-friend, main:has(#tab-inside:checked) .inside { display: block }
  .phone { height: 100%; max-width: none; border-width: .25rem; border-radius: 1.25rem } .inside { overflow: auto }
  .controls { order: 1; flex: none; gap: .25rem; padding: .5rem .75rem; margin: .5rem 0 } .days label, .days output, #said { font-size: .8125rem; line-height: 1.4 } .controls #call { display: none } .days output { min-width: 0; margin-left: auto } .days input { order: 1; flex-basis: 100%; margin-block: -.375rem }
  .actions { grid-template-columns: 1fr 1fr; gap: .375rem } .actions button { min-height: 44px; padding: .125rem .375rem; font-size: .8125rem; line-height: 1.25 }
  footer { height: 0; padding-block: 0 }
}
`

/**
 * Plays the friend in the frame of the friend's phone: it opens the real link and sends the app's own form. Everything
 * else is asked of the demo's server.
 */
export const stageScript = `
const { base, origin } = document.body.dataset
// A link leads to the public address, whose cookies are others than those of localhost.
if (origin && origin !== location.origin) location.replace(origin + location.pathname + location.search)
else document.getElementById('start')?.requestSubmit()

const element = (id) => document.getElementById(id)
const [rina, friend, days] = ['rina', 'friend', 'days'].map(element)
const waitMsMax = 15000
const lookMs = 350
const refreshMs = 1500
// The name of the amount.
const abovePx = 56
let view = 'stage' in document.body.dataset ? JSON.parse(document.body.dataset.stage) : undefined

async function ask(place, fields) {
  const response = await fetch(base + '/' + place, fields && { method: 'POST', body: new URLSearchParams(fields) })
  if (!response.ok) throw new Error(place)
  return response.json()
}

function show(next) {
  if (next.panel !== element('panel').dataset.shown) {
    element('panel').innerHTML = next.panel
    element('panel').dataset.shown = next.panel
  }
  element('clock').textContent = next.clock
  element('call').firstElementChild.textContent = next.call
  // By hand: a button says what it did itself.
  if (!busy && (next.event !== view.event || next.money !== view.money)) {
    element('said').textContent = sentence(next.event === view.event ? '' : next.event, next.money)
  }
  if (next.day !== view.day) {
    days.max = Math.max(14, next.day + 7)
    days.value = next.day
    nameDay()
  }
  if (next.standing !== view.standing || next.day !== view.day) {
    readMoneyAgain()
    if (!element('tab-rina').checked) element('tab-rina').parentElement.dataset.new = ''
  }
  view = { ...view, ...next }
}

/** The portal reads its figures, as when a person comes back to it. What it shows then may be at another place. */
function readMoneyAgain() {
  const phone = rina.contentDocument
  if (!phone?.body) return
  const changed = new MutationObserver(() => {
    changed.disconnect()
    lookAtMoney()
  })
  changed.observe(phone.body, { childList: true, characterData: true, subtree: true })
  setTimeout(() => changed.disconnect(), refreshMs)
  phone.dispatchEvent(new Event('visibilitychange'))
}

/** Scrolls inside the phone only: \`scrollIntoView\` would move the page too, away from the buttons. */
function lookAtMoney() {
  const money = rina.contentDocument?.querySelector('[data-balance]')
  if (money) rina.contentWindow.scrollBy(0, money.getBoundingClientRect().top - abovePx)
}

/** Her phone comes to the front. A phone that is not shown cannot be scrolled. */
function seeRina() {
  delete element('tab-rina').parentElement.dataset.new
  lookAtMoney()
}

const sentence = (...parts) => parts.filter((part) => part !== '').join(' ')
const nameDay = () => { element('day').textContent = view.days[Number(days.value)] ?? '' }

/** Until the frame shows a page with such an element. */
function opened(frame, address, selector) {
  return new Promise((resolve, reject) => {
    const look = () => {
      const found = frame.contentDocument?.querySelector(selector)
      if (found) finish(() => resolve(found))
    }
    const late = setTimeout(() => finish(() => reject(new Error(selector))), waitMsMax)
    const finish = (done) => {
      clearTimeout(late)
      frame.removeEventListener('load', look)
      done()
    }
    frame.addEventListener('load', look)
    if (address) frame.src = address
  })
}

/** Somebody with a phone of their own taps the link and opens an account. */
async function joins({ name, phone } = {}) {
  await ask('new-phone', {})
  // An iPhone, or a browser inside an app, is shown the invitation first.
  let form = await opened(friend, view.link, 'form[action$="/accounts"], main a[href*="bondhu_click"]')
  if (form.matches('a')) {
    const next = opened(friend, undefined, 'form[action$="/accounts"]')
    form.click()
    form = await next
  }
  if (name) form.elements.namedItem('name').value = name
  if (phone) form.elements.namedItem('phone').value = phone
  // So that a person sees the page.
  await new Promise((resolve) => setTimeout(resolve, lookMs))
  const answered = opened(friend, undefined, 'main')
  form.requestSubmit()
  await answered
}

let busy = false
async function run(tab, work, said = () => sentence(view.event, view.money)) {
  if (busy) return
  busy = true
  const buttons = document.querySelectorAll('.actions button')
  for (const button of buttons) button.setAttribute('aria-disabled', 'true')
  element('tab-' + tab).checked = true
  if (tab === 'rina') seeRina()
  element('said').textContent = view.working
  try {
    await work()
    show(await ask('panel'))
    element('said').textContent = said()
  } catch {
    element('said').textContent = view.failed
  } finally {
    busy = false
    for (const button of buttons) button.removeAttribute('aria-disabled')
  }
}

if (view) {
  element('friend-joins').addEventListener('click', () => run('friend', () => joins()))
  element('member-joins').addEventListener('click', ({ currentTarget }) => {
    const { name, phone } = currentTarget.dataset
    void run('friend', () => joins({ name, phone }))
  })
  element('again').addEventListener('click', () => run('inside', async () => {
    const { nobody } = await ask('friend/again', {})
    if (!nobody) return
    await joins()
    await ask('friend/again', {})
  }))
  element('hundred').addEventListener('click', () => run('rina', async () => {
    await ask('hundred', {})
    // The screen with her money, wherever she was.
    rina.contentWindow.location.hash = 'home'
  }))
  days.addEventListener('input', nameDay)
  days.addEventListener('change', () => {
    const more = Number(days.value) - view.day
    // Time does not run backwards.
    if (more < 1) {
      days.value = view.day
      return nameDay()
    }
    void run('rina', () => ask('days', { days: more }), () => sentence(view.money))
  })
  element('tab-rina').addEventListener('change', seeRina)
  const refresh = () => { if (!busy && document.visibilityState === 'visible') ask('panel').then(show, () => {}) }
  for (const frame of [rina, friend]) frame.addEventListener('load', refresh)
  setInterval(refresh, refreshMs)
  refresh()
}
`

export const stageStylePlace = `stage.css?${versionOf(stageStyle)}`
export const stageScriptPlace = `stage.js?${versionOf(stageScript)}`

export const icons = {
  out: icon('M7 7h10v10M7 17 17 7'),
  back: icon('M17 7 7 17M17 17H7V7'),
  right: icon('M5 12h14M12 5l7 7-7 7'),
  down: icon('M12 5v14M19 12l-7 7-7-7'),
  book: icon(
    'M12 21V7M16 12l2 2 4-4M22 6V4a1 1 0 0 0-1-1h-5a4 4 0 0 0-4 4 4 4 0 0 0-4-4H3a1 1 0 0 0-1 1v13a1 1 0 0 0 1 1h6a3 3 0 0 1 3 3 3 3 0 0 1 3-3h6a1 1 0 0 0 1-1v-1.3',
  ),
  person: icon('M19 21v-2a4 4 0 0 0-4-4H9a4 4 0 0 0-4 4v2M12 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8'),
  friend: icon('M14 21v-2a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v2M8 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8M19 8v6M22 11h-6'),
} as const

function icon(path: string): Html {
  return html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${path}" /></svg>`
}
