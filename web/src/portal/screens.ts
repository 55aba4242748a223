/** Every screen behind the first, by the end of its address: `#friends`. */
import Card from './screens/Card.svelte'
import CashOut from './screens/CashOut.svelte'
import Estimate from './screens/Estimate.svelte'
import Friends from './screens/Friends.svelte'
import Leave from './screens/Leave.svelte'
import Missing from './screens/Missing.svelte'
import Rules from './screens/Rules.svelte'
import Statement from './screens/Statement.svelte'

export const screens = {
  card: Card,
  'cash-out': CashOut,
  estimate: Estimate,
  friends: Friends,
  leave: Leave,
  missing: Missing,
  statement: Statement,
  rules: Rules,
}

export type ScreenName = keyof typeof screens
