/** The screens behind the first, in one file that is loaded on demand. */
import card from './Card.svelte'
import cashOut from './CashOut.svelte'
import estimate from './Estimate.svelte'
import friends from './Friends.svelte'
import leave from './Leave.svelte'
import missing from './Missing.svelte'
import receipts from './Receipts.svelte'
import rules from './Rules.svelte'
import statement from './Statement.svelte'

export const screens = { card, 'cash-out': cashOut, estimate, friends, leave, missing, receipts, rules, statement }
