import { wordsOf } from '../lib/texts.svelte.js'

export const words = wordsOf('overview')
