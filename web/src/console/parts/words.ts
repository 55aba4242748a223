import { wordsOf } from '../lib/texts.svelte.js'

export const words = wordsOf('parts')

/** Who did something: by name where it is known. */
export function actorOf(actor: string, name: string | null | undefined): string {
  return name ?? (actor === 'owner' ? words.current.secondPerson.token : actor)
}
