/**
 * Whether a text says where people can ask: where to write, what number to call, or what page to open. Pure; never throws.
 *
 * | written                                                      | read as  |
 * | ------------------------------------------------------------ | -------- |
 * | `help@golpo.example`, also inside a sentence                 | a place  |
 * | `+880 1712-345678`, `১৬২৪৭`, `16247 (9 to 17)`: three digits | a place  |
 * | `https://golpo.example/help`, `golpo.example`                | a place  |
 * | `call us`, `24/7`, spaces and invisible characters           | none     |
 */
import { asciiDigits, visible } from './text.js'

const mailOrPage = /[\p{L}\p{M}\p{N}_-]\.[\p{N}-]*\p{L}[\p{L}\p{M}]/u
const number = /[0-9][ ()-]*[0-9][ ()-]*[0-9]/

export function saysWhereToAsk(written: string): boolean {
  const text = asciiDigits(visible(written))
  return mailOrPage.test(text) || number.test(text)
}
