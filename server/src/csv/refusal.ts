/** Why the text of a file cannot be read, with the line and a sentence for the person who made the file. Pure. */
import { formatCount } from '@bondhu/web/format'
import { apiLanguage, type Text } from '@bondhu/web/language'
import { textOf } from '@bondhu/web/texts'
import { AppError } from '../errors.js'

/** @returns AppError `result_file_encoding` */
export function noText(line: number): AppError {
  return refusal(
    'result_file_encoding',
    textOf((say, language) => say.fileRefusals.noText(formatCount(language, line))),
  )
}

export function refusal(code: 'result_file_unreadable' | 'result_file_encoding' | 'result_file_too_long', said: Text) {
  return new AppError(code, said[apiLanguage], { said })
}
