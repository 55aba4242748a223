/**
 * Reads a passphrase out of the bytes of a file. A file that an editor or a copy between systems has changed in what
 * nobody sees gives the same passphrase, so that a backup opens with either. Pure; never throws.
 *
 * | bytes                                        | read as                            |
 * | -------------------------------------------- | ---------------------------------- |
 * | text                                         | its first line                     |
 * | a mark of UTF-8 (EF BB BF) before it         | without it                         |
 * | a line end: LF, CR LF or CR                  | the end of the first line          |
 * | spaces inside or at an end of the line       | a part of the passphrase           |
 * | UTF-16, NUL, anything that is no UTF-8       | refused: editors save it otherwise |
 */
export type PassphraseReading = { readonly value: string } | { readonly refused: string }

export function readPassphraseBytes(bytes: Uint8Array): PassphraseReading {
  const refused = 'The passphrase is not plain text in UTF-8. Save the file as UTF-8.'
  let text: string
  try {
    // The decoder drops the byte-order mark.
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return { refused }
  }
  const [line = ''] = text.split(/\r\n|\r|\n/, 1)
  return line.includes('\0') ? { refused } : { value: line }
}
