/** English: what a cash-out is paid to. */
import type { methodKinds as base } from '../bn/method-kinds.js'

export const methodKinds: typeof base = {
  bkash: 'bKash',
  nagad: 'Nagad',
  rocket: 'Rocket',
  recharge: 'Mobile recharge',
  bank: 'Bank',
}
