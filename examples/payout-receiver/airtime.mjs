/**
 * Sells the airtime. Replace this file with the API of your operator or aggregator, which must do these two things.
 * This one "sells" by writing to its own book, so that the rest can be run and tested.
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Log } from './log.mjs'

/** By the first digits after +880. People keep their number when they change operators; a real API handles that. */
const operators = {
  13: 'Grameenphone',
  14: 'Banglalink',
  15: 'Teletalk',
  16: 'Airtel',
  17: 'Grameenphone',
  18: 'Robi',
  19: 'Banglalink',
}

/** `+8801712345678` → `Grameenphone`; undefined: nobody can recharge it. */
export function operatorOf(number) {
  return operators[/^\+880(1[3-9])[0-9]{8}$/.exec(number)?.[1]]
}

/** @param delayMs how long a sale takes */
export async function openAirtime(path, delayMs) {
  const sales = new Map()
  const log = await Log.open(path, (sale) => sales.set(sale.reference, sale))
  return {
    /** Sells once per reference, however often it is called: a receiver is only safe with this. */
    async topUp({ reference, account, amountMinor }) {
      const known = sales.get(reference)
      if (known !== undefined) return known
      const number = `TOP${randomBytes(6).toString('hex').toUpperCase()}`
      const sale = { reference, account, amountMinor, providerReference: number, at: new Date().toISOString() }
      sales.set(reference, sale)
      await sleep(delayMs)
      await log.append(sale)
      return sale
    },
  }
}
