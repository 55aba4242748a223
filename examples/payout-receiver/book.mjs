/** The receiver's payments: stored in a log, read from memory. Each reference occurs once. */
import { Log } from './log.mjs'

export class Book {
  /** Payments by reference: `{order, state, …}`. `written` resolves when the order is on the disk. */
  #payments = new Map()
  /** Lines of the statement in the order of writing: a line's position never changes. */
  #lines = []
  #log
  #balanceMinor

  /** @param floatMinor all the money ever deposited for payments */
  static async open(path, floatMinor) {
    const book = new Book()
    book.#balanceMinor = floatMinor
    book.#log = await Log.open(path, (entry) => book.#take(entry))
    return book
  }

  find(reference) {
    return this.#payments.get(reference)
  }

  /** Accepted payments whose result is unknown. */
  accepted() {
    return [...this.#payments.values()].filter(({ state }) => state === 'accepted')
  }

  /** Less accepted payments that are not paid yet. */
  get balanceMinor() {
    return this.#balanceMinor
  }

  /** In memory at once, so that a concurrent repeat finds it; on the disk when it resolves. */
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

  /** From a line on, at most this many of that period. */
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
