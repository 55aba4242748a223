/**
 * Reads the reference of money: the number of a slip or a transfer, as people copy it. `shown` is how it is listed, `key` is
 * what two spellings of one reference share. Pure; never throws.
 *
 * | written                                                     | read as                              |
 * | ----------------------------------------------------------- | ------------------------------------ |
 * | `slip 77`                                                   | the same                             |
 * | spaces around it, several inside (`slip  77 `), NBSP        | `slip 77`                            |
 * | invisible characters (zero width, marks of direction)       | shown as sent, no part of the key    |
 * | other letters of the same sign (`ＳＬＩＰ`, `é` in two parts) | one key                              |
 * | digits of another script (`slip ৭৭`, `slip ٧٧`)             | shown as sent, the key of `slip 77`  |
 * | another case (`Slip 77`)                                    | shown as sent, the key of `slip 77`  |
 * | punctuation and order (`slip-77`, `77 slip`)                | another reference                    |
 * | nothing but spaces and invisible characters                 | refused                              |
 */
import { asciiDigits, visible } from './text.js'

export interface Reference {
  readonly shown: string
  readonly key: string
}

export function readReference(written: string): Reference | undefined {
  const shown = written.replace(/\s+/g, ' ').trim()
  const key = folded(folded(shown))
  return key === '' ? undefined : { shown, key }
}

/** Twice, because the result for a letter may itself have a case or a space. */
function folded(text: string): string {
  return asciiDigits(visible(text.normalize('NFKC')).toLowerCase().normalize('NFKC'))
    .replace(/\s+/g, ' ')
    .trim()
}
