/**
 * Reads the code of a currency: of a program's terms, and in files of portals. Pure; never throws.
 *
 * | written                                          | read as              |
 * | ------------------------------------------------ | -------------------- |
 * | three letters that ISO 4217 lists (`BDT`)        | the same             |
 * | small letters; spaces and format characters around or inside | capital letters without them |
 * | a code that ISO 4217 does not list, or withdrew  | refused              |
 * | metals, test codes (`XAU`, `XTS`)                | refused: they have no minor unit |
 * | a name, a symbol, a number (`taka`, `৳`, `050`)  | refused              |
 */
import { isCurrency } from '@bondhu/web/currency'

export function readCurrency(written: string): string | undefined {
  const code = written.replace(/[\s\p{Cf}]/gu, '').toUpperCase()
  return isCurrency(code) ? code : undefined
}
