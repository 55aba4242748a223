/**
 * Whose money and whose days a page tells of: those of the program at its address. Set by the shell before the page is
 * drawn; of pages that are no program's, where the console's people are.
 */

export interface Place {
  readonly currency: string
  readonly timeZone: string
}

const elsewhere: Place = { currency: 'BDT', timeZone: 'Asia/Dhaka' }

let here = $state.raw<Place>(elsewhere)

export const place = {
  get currency() {
    return here.currency
  },
  get timeZone() {
    return here.timeZone
  },
}

export function comeTo(program: Place | undefined): void {
  here = program ?? elsewhere
}
