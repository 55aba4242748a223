import { LastRead } from '../lib/last-read.svelte.js'
import type { Counts } from './difference.js'

/** How many differences are open in each program. */
export const openCounts = new LastRead<Counts>()
