/** Brings the page that the service made to life, with the data that stands in it. */
import { hydrate } from 'svelte'
import App from './App.svelte'
import { tellHeight } from './framed.js'
import type { PortalProps } from './rendered.js'
import type { Later } from './screens.js'

export function start(say: PortalProps['say'], later: () => Promise<Later>): void {
  const target = document.getElementById('app')
  const data = document.getElementById('data')?.textContent
  if (target === null || data === null || data === undefined) throw new Error('the page has lost its data')
  const props = JSON.parse(data) as Omit<PortalProps, 'say'>
  tellHeight()
  hydrate(App, { target, props: { ...props, say, later: () => later().then(dressed) } })
}

let sheet: Promise<void> | undefined

/** With their style sheet: a screen is not shown without it. */
async function dressed(what: Later): Promise<Later> {
  await (sheet ??= load(what.style))
  return what
}

function load(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.href = address
    link.addEventListener('load', () => resolve())
    link.addEventListener('error', () => {
      sheet = undefined
      reject(new Error('the style sheet did not come'))
    })
    document.head.append(link)
  })
}
