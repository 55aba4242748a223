/** English: what a cash-out is paid to. */
import type * as base from '../bn/method-kinds.js'

export const methodKinds: typeof base.methodKinds = {
  bkash: 'bKash',
  nagad: 'Nagad',
  rocket: 'Rocket',
  recharge: 'Mobile recharge',
  bank: 'Bank',
}

/** In the tables of the console. */
export const shortMethodKinds: typeof base.shortMethodKinds = { ...methodKinds, recharge: 'Recharge' }
