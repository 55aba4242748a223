/** The app's style, script and icon, each at an address that changes with its content. */
import { createHash } from 'node:crypto'

export const style = `
:root {
  color-scheme: light dark;
  --paper: #fbf8f3; --card: #fff; --ink: #23201c; --soft: #6a6157; --line: #e4dccf;
  --accent: #9c3d1c; --on-accent: #fff; --tint: #f6e9df; --good: #1d6b43; --good-tint: #e6f3ea; --bad: #9a2530; --bad-tint: #fbe9ea;
  font: 1.0625rem/1.65 system-ui, 'Noto Sans Bengali', 'Noto Sans', sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #191613; --card: #221e1a; --ink: #f0e9df; --soft: #b0a497; --line: #3a332c;
    --accent: #f2a47c; --on-accent: #2a1206; --tint: #33261d; --good: #8fd6ac; --good-tint: #1c2e23; --bad: #f3a2a8; --bad-tint: #38201f;
  }
}
*, ::before, ::after { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: anywhere }
header, main, footer { max-width: 64rem; margin: 0 auto; padding: 0 1rem }
header { display: flex; justify-content: space-between; align-items: center; gap: 1rem; padding-block: .75rem } header [hreflang] { flex: none }
.brand { font-size: 1.5rem; font-weight: 700; color: var(--accent); text-decoration: none; line-height: 1.2 }
.brand small { display: block; font-size: .8125rem; font-weight: 400; color: var(--soft) }
h1 { font-size: clamp(1.5rem, 1.2rem + 1.6vw, 2.125rem); line-height: 1.35; margin: .75rem 0 .5rem; text-wrap: balance }
h2 { font-size: 1.1875rem; line-height: 1.4; margin: 0 0 .5rem }
h3 { font-size: 1rem; margin: 1rem 0 .25rem }
p { margin: 0 0 .75rem } .lead { font-size: 1.125rem }
a { color: var(--accent) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: .25rem }
.columns { display: grid; gap: 1.5rem; grid-template-columns: minmax(0, 1fr) }
@media (min-width: 52rem) { .columns { grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 2.5rem } }
.columns > div > * + * { margin-top: 1.5rem }
.columns > div > h1 + * { margin-top: .5rem } .columns > div > .lead + * { margin-top: 1rem }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .875rem; padding: 1.125rem }
.card > :last-child, .stack > :last-child { margin-bottom: 0 }
.stack { display: grid; gap: .875rem } .stack > * { margin: 0 }
.counted { background: var(--good-tint); border-color: transparent } .counted h2 { color: var(--good) }
.refused { background: var(--bad-tint); border-color: transparent } .refused h2 { color: var(--bad) }
.notice { background: var(--tint); border-radius: .625rem; padding: .625rem .875rem }
.error { color: var(--bad); font-weight: 600; margin: .25rem 0 0 }
.hint { color: var(--soft); font-size: .9375rem } .field .hint { margin: .25rem 0 0 }
label { display: block; font-weight: 600; margin-bottom: .25rem }
input, textarea { width: 100%; min-width: 0; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--soft); border-radius: .5rem; padding: .5rem .75rem; min-height: 2.875rem }
textarea { display: block; resize: vertical }
input[aria-invalid] { border-color: var(--bad); border-width: 2px }
button, .button { display: inline-block; font: inherit; font-weight: 600; color: var(--on-accent); background: var(--accent); border: 1px solid var(--accent); border-radius: .5rem; padding: .5rem 1.125rem; min-height: 2.875rem; cursor: pointer; text-decoration: none; text-align: center }
.soft { color: var(--accent); background: none }
button:hover, .button:hover { filter: brightness(1.08) }
[hidden] { display: none !important }
summary { cursor: pointer; font-weight: 600; color: var(--accent); padding: .375rem 0 } details[open] > summary { margin-bottom: .375rem }
.row { display: flex; flex-wrap: wrap; gap: .625rem; align-items: center }
.copyable { display: flex; flex-wrap: wrap; gap: .5rem } .copyable input { flex: 1 1 12rem }
.code { display: flex; flex-wrap: wrap; align-items: center; gap: .375rem .75rem } .code span { font-weight: 600 }
.code output { font-size: 1.375rem; font-weight: 700; letter-spacing: .03em; white-space: nowrap }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(13rem, 100%), 1fr)); gap: 1.125rem 1.5rem; margin: 0 0 .75rem }
dt { color: var(--soft); font-size: .9375rem } dd { margin: 0; font-weight: 600 } dd.hint, dd .hint { font-weight: 400; margin: .125rem 0 0 }
.money dd:first-of-type { font-size: 1.875rem; font-weight: 700; line-height: 1.35 }
progress { display: block; width: 100%; max-width: 16rem; height: .5rem; margin: .25rem 0; accent-color: var(--accent) }
.plain { padding-left: 1.2rem; margin: 0 } .plain li + li { margin-top: .375rem }
.statement { list-style: none; padding: 0; margin: 0 }
.statement li { display: flex; justify-content: space-between; gap: 1rem; padding: .625rem 0; border-bottom: 1px solid var(--line) }
.statement time { display: block; color: var(--soft); font-size: .875rem } .statement b { white-space: nowrap }
.story { border-left: 4px solid var(--accent); padding-left: 1rem } .story .mark { color: var(--soft); font-size: .9375rem; margin: 0 } .columns + .story { margin-top: 2rem; max-width: 40rem } .story p:last-child { margin: 0 }
.chat p { white-space: pre-line; background: var(--card); border: 1px solid var(--line); border-radius: .25rem 1.125rem 1.125rem 1.125rem; padding: .75rem 1rem }
.chat h1 { font-size: 1.0625rem }
.quiet { max-width: 34rem; margin: 10vh auto }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
.skip { position: absolute; left: -99rem } .skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .5rem }
footer { color: var(--soft); font-size: .9375rem; padding-block: 3rem 2rem }
`

/** Copies. Everything else works without it. */
export const script = `
for (const button of document.querySelectorAll('[data-copy]')) {
  button.hidden = false
  button.addEventListener('click', async () => {
    const source = document.getElementById(button.dataset.copy)
    try {
      await navigator.clipboard.writeText(source.value || source.textContent)
      const words = button.textContent
      button.textContent = button.dataset.copied
      setTimeout(() => { button.textContent = words }, 2000)
    } catch {
      if (source.select) source.select()
      else getSelection().selectAllChildren(source)
    }
  })
}
`

export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#9c3d1c"/><path d="M7 9c4-2 7-1 9 1 2-2 5-3 9-1v14c-4-2-7-1-9 1-2-2-5-3-9-1z" fill="#fbf8f3"/><path d="M16 10v13" stroke="#9c3d1c" stroke-width="1.5"/></svg>`

export const stylePlace = `style.css?${versionOf(style)}`
export const scriptPlace = `script.js?${versionOf(script)}`
export const iconPlace = `icon.svg?${versionOf(icon)}`

/** Changes with its content. */
export function versionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}
