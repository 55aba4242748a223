/** The page with the two phones, the days, the buttons, and the panel. */
import { formatCount } from '../format.js'
import { Html, html } from '../html.js'
import { languages, messagesOf, type Language, type Messages } from '../messages/messages.js'
import { iconPlace } from '../assets.js'
import { seedMembers } from '../seed-members.js'
import { crowdSize, reportsAtOnce } from './crowd.js'
import type { StageView } from './panel.js'
import { icons, stageScriptPlace, stageStylePlace } from './stage-assets.js'

export interface StageFrame {
  readonly language: Language
  readonly basePath: string
  /** Empty if it is not known. */
  readonly publicUrl: string
  readonly docsUrl: string | undefined
  /** Shown in place of the phones. */
  readonly problem?: { readonly title: string; readonly lead: string }
}

export interface StageProps extends StageFrame {
  /** The path of the advocate's link. */
  readonly link: string
  readonly view: StageView
}

/** Before the demo, which the script starts at once. Looking at a page opens no account. */
export function startPage(frame: StageFrame): Html {
  const { stage } = messagesOf(frame.language)
  const { problem } = frame
  return page(
    frame,
    html``,
    problem === undefined
      ? html`<form id="start" class="start" method="post" action="${frame.basePath}/start">
          <h1>${stage.title}</h1>
          <p>${stage.startLead}</p>
          <button>${stage.start}</button>
        </form>`
      : html`<section class="start">
          <h1>${problem.title}</h1>
          <p>${problem.lead}</p>
        </section>`,
  )
}

export function stagePage(props: StageProps): Html {
  const { language, basePath, view } = props
  const m = messagesOf(language)
  const { stage } = m
  const data = JSON.stringify({ ...view, panel: '', link: props.link, failed: stage.failed, working: stage.working })
  return page(
    props,
    html`<span class="chip">${stage.chip}</span> <span id="clock">${view.clock}</span>
      <form method="post" action="${basePath}/start"><button class="quiet">${stage.restart}</button></form>`,
    html`<h1 class="unseen">${stage.title}</h1>
      <noscript><p class="notice">${stage.scripts}</p></noscript>
      ${controls(m, language, view)}
      <fieldset class="tabs">
        <legend class="unseen">${stage.choose}</legend>
        <label><input type="radio" name="tab" id="tab-rina" checked />${stage.rina}</label>
        <label><input type="radio" name="tab" id="tab-friend" />${stage.friend}</label>
        <label><input type="radio" name="tab" id="tab-inside" />${stage.inside}</label>
      </fieldset>
      <div class="three">
        ${phone('rina', stage.rinaPhone, stage.rinaRole, `${basePath}/rina/portal`)}
        ${phone('friend', stage.friendPhone, stage.friendRole, `${basePath}/friend/message`)}
        <section id="panel" class="inside" aria-label="${stage.inside}">${new Html(view.panel)}</section>
      </div>`,
    data,
  )
}

function phone(name: string, owner: string, role: string, address: string): Html {
  return html`<section class="of-${name}" aria-label="${owner}">
    <p class="who">
      <span class="face">${name === 'rina' ? icons.person : icons.friend}</span>
      <span><b>${owner}</b><small>${role}</small></span>
    </p>
    <div class="phone"><iframe id="${name}" title="${owner}" src="${address}"></iframe></div>
  </section>`
}

function controls(m: Messages, language: Language, { day, days, event, money, call }: StageView): Html {
  const { stage } = m
  const [member] = seedMembers
  return html`<section class="controls" aria-label="${stage.actions}">
    <p class="days">
      <label for="days">${stage.days}</label>
      <input id="days" type="range" min="0" max="${Math.max(14, day + 7)}" value="${day}" />
      <output for="days" id="day">${days[day] ?? ''}</output>
    </p>
    <div class="actions">
      <button id="friend-joins">${stage.friendJoins}</button>
      <button id="member-joins" data-name="${member?.name[language] ?? ''}" data-phone="${member?.phone ?? ''}">
        ${stage.memberJoins}
      </button>
      <button id="again">${stage.twenty(formatCount(language, reportsAtOnce))}</button>
      <button id="hundred">${stage.hundred(formatCount(language, crowdSize))}</button>
    </div>
    <p id="said" role="status">${event} ${money}</p>
    <p id="call"><code>${call}</code></p>
  </section>`
}

function page({ language, basePath, publicUrl, docsUrl }: StageFrame, head: Html, main: Html, data?: string): Html {
  const m = messagesOf(language)
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <title>${m.stage.title}</title>
        <link rel="icon" href="${basePath}/friend/${iconPlace}" type="image/svg+xml" />
        <link rel="stylesheet" href="${basePath}/${stageStylePlace}" />
        <script src="${basePath}/${stageScriptPlace}" defer></script>
      </head>
      <body data-base="${basePath}" data-origin="${publicUrl}" ${data === undefined ? '' : html`data-stage="${data}"`}>
        <header>
          <b class="name">Bondhu <span lang="bn">বন্ধু</span></b>
          ${head}
          ${languages
            .filter((one) => one !== language)
            .map(
              (one) =>
                html`<a lang="${one}" hreflang="${one}" href="${basePath}/?lang=${one}"
                  >${messagesOf(one).conventions.name}</a
                >`,
            )}
        </header>
        <main>${main}</main>
        <footer>${docsUrl === undefined ? '' : html`<a href="${docsUrl}">${m.footerLink}</a>`}</footer>
      </body>
    </html> `
}
