/** What the receiver knows of payments: kept in a log, looked up in memory. A reference stands in it once. */
import { Log } from './log.mjs'

export class Book {
  /** Payments by reference: `{order, state, …}`. `written` resolves when the order is on the disk. */
  #payments = new Map()
  /** Lines of the statement, in the order in which they were written: a line's place never changes. */
  #lines = []
  #log
  #balanceMinor

  /** @param floatMinor all the money that was ever put in to pay with */
  static async open(path, floatMinor) {
    const book = new Book()
    book.#balanceMinor = floatMinor
    book.#log = await Log.open(path, (entry) => book.#take(entry))
    return book
  }

  find(reference) {
    return this.#payments.get(reference)
  }

  /** Those that were taken and of which nobody knows yet whether they were paid. */
  accepted() {
    return [...this.#payments.values()].filter(({ state }) => state === 'accepted')
  }

  /** Less what was taken and is not paid yet. */
  get balanceMinor() {
    return this.#balanceMinor
  }

  /** Known from this moment on, so that the same order at the same moment is this one; on the disk when it resolves. */
  async take(order, outcome) {
    const entry = { ...outcome, order }
    this.#take(entry)
    const payment = this.#payments.get(order.reference)
    payment.written = this.#log.append(entry)
    await payment.written
    return payment
  }

  /** @param outcome `{state: 'paid', providerReference, at}` */
  async settle(reference, outcome) {
    const entry = { ...outcome, reference }
    await this.#log.append(entry)
    this.#take(entry)
    return this.#payments.get(reference)
  }

  /** From a line on, at most so many of that time. */
  statement(from, to, begin, linesMax) {
    const items = []
    let place = begin
    for (; place < this.#lines.length && items.length < linesMax; place++) {
      const line = this.#lines[place]
      if (line.at >= from && line.at < to) items.push(line)
    }
    return { items, next: place < this.#lines.length ? place : null }
  }

  #take({ order, reference = order.reference, ...outcome }) {
    const payment = { ...this.#payments.get(reference), ...(order && { order }), ...outcome }
    this.#payments.set(reference, payment)
    if (outcome.state === 'accepted') this.#balanceMinor -= order.amountMinor
    if (outcome.state !== 'paid') return
    const { providerReference, at } = outcome
    this.#lines.push({ reference, providerReference, amountMinor: payment.order.amountMinor, state: 'paid', at })
  }
}
