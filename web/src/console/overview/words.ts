import { wordsOf } from '../lib/texts.svelte.js'

export const words = wordsOf('overview')

/** A channel by its own name; as it was sent where nobody knows it. */
export function channelName(channel: string): string {
  const known: Readonly<Record<string, string>> = words.current.channelNames
  return known[channel] ?? channel
}
