/**
 * Reads the name of a time zone. Whether the database knows it too, and reads it alike, is asked in programs/time-zone.ts.
 * Pure; never throws.
 *
 * | written                                          | read as                                        |
 * | ------------------------------------------------ | ---------------------------------------------- |
 * | `Asia/Dhaka`, `America/Argentina/Salta`, `UTC`   | the same                                       |
 * | spaces and format characters around it           | without them                                   |
 * | another case (`asia/dhaka`)                      | the same; the database says how it is spelled  |
 * | an abbreviation (`BST`, `EST`, `PNT`, `GMT`)     | refused: it is another offset for PostgreSQL   |
 * | an offset (`+06:00`, `Etc/GMT-6`, `EST5EDT`)     | refused: it is no place, and signs are read in two ways |
 * | a name without a place (`Japan`, `Singapore`)    | refused: like an abbreviation                  |
 * | a name that Node does not know                   | refused                                        |
 */
export function readTimeZone(written: string): string | undefined {
  const name = written.replace(/^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu, '')
  if (name !== 'UTC' && !/^(?!etc\/)[a-z]+(?:\/[a-z0-9_+-]+){1,2}$/i.test(name)) return undefined
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone === '' ? undefined : name
  } catch {
    return undefined
  }
}
