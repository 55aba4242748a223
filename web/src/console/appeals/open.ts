import { LastRead } from '../lib/last-read.svelte.js'

/** How many appeals are open in each program. */
export const openAppeals = new LastRead<number>()
