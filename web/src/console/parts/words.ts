import { wordsOf } from '../lib/texts.svelte.js'

export const words = wordsOf('parts')

/** Who did something: by name where it is known. The token of the deployment is called `owner`. */
export function actorOf(actor: string, name?: string | null): string {
  return name ?? (actor === 'owner' ? words.current.secondPerson.token : actor)
}
