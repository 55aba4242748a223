import { LastRead } from '../lib/last-read.svelte.js'

/** How many questions wait for a person in each program. */
export const openQuestions = new LastRead<number>()
