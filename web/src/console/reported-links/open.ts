import { LastRead } from '../lib/last-read.svelte.js'

/** How many links wait for an answer in each program. */
export const openLinks = new LastRead<number>()
