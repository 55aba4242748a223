/** Every screen behind the first, by the end of its address: `#friends`. */
import type { ScreenTexts } from './rendered.js'
import type { screens } from './screens/all.js'

export type ScreenName = keyof typeof screens

/** What comes on demand: the first screen does without it. */
export interface Later {
  readonly screens: typeof screens
  readonly texts: ScreenTexts
  /** The address of their style sheet. */
  readonly style: string
}

const names: Readonly<Record<ScreenName, true>> = {
  card: true,
  'cash-out': true,
  estimate: true,
  friends: true,
  leave: true,
  missing: true,
  receipts: true,
  rules: true,
  statement: true,
}

export function screenOf(hash: string): ScreenName | undefined {
  const name = hash.slice(1)
  return Object.hasOwn(names, name) ? (name as ScreenName) : undefined
}
