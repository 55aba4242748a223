import { LastRead } from '../lib/last-read.svelte.js'

/** How many reviews wait for a decision in each program. */
export const openReviews = new LastRead<number>()
