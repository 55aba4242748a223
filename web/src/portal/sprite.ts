/** The symbols that the portal's icons are drawn from: for the service, which puts them into the page. Pure. */
import * as drawn from '../icons.js'
import { Html } from '../html.js'
import * as names from './icons.js'
import { marks } from './channel-marks.js'

const insides: Readonly<Record<string, string>> = { ...drawn, ...marks }

export const sprite = new Html(
  `<svg width="0" height="0" class="hidden-text" aria-hidden="true">${[...Object.values(names), ...Object.keys(marks)]
    .map((name) => `<symbol id="i-${name}" viewBox="0 0 24 24">${insides[name] ?? ''}</symbol>`)
    .join('')}</svg>`,
)
