import { LastRead } from '../lib/last-read.svelte.js'

/** How much waits in the inbox of each program, as far as the reader may decide it. */
export const openItems = new LastRead<number>()
