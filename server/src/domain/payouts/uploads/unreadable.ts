/** Why a whole file is refused: a closed set, with the line and a sentence for the uploader. Pure. */
import { formatCount } from '@bondhu/web/format'
import { textOf, type Texts } from '@bondhu/web/texts'
import type { AppError } from '../../../errors.js'
import { refusal } from '../../../csv/refusal.js'

export type FileFault = keyof Texts['fileFaults']

/** @param column for faults about one. @returns AppError `result_file_unreadable` */
export function unreadable(line: number, fault: FileFault, column = ''): AppError {
  return refusal(
    'result_file_unreadable',
    textOf((say, language) => {
      const found = say.fileFaults[fault]
      const what = typeof found === 'string' ? found : found(column)
      return say.fileRefusals.unreadable(formatCount(language, line), what)
    }),
  )
}

/** @returns AppError `result_file_too_long` */
export function tooLong(rowsMax: number): AppError {
  return refusal(
    'result_file_too_long',
    textOf((say, language) => say.fileRefusals.tooLong(formatCount(language, rowsMax))),
  )
}
