/**
 * Runs concurrent work in batches. A free runner takes everything that waits, in order of arrival, and answers each
 * caller when its batch is done. No timer: under load batches fill up, and a lone caller waits for nobody. The queue is
 * bounded; beyond that callers are told to retry.
 */
import { AppError, assert } from './errors.js'

export interface BatcherOptions<Item, Result> {
  /** Runs a batch. One result per item, in order; a rejection fails every item of the batch. */
  readonly run: (items: readonly Item[]) => Promise<readonly Result[]>
  readonly batchMax: number
  /** Concurrent batches. */
  readonly runners: number
  /** So many must wait before a batch starts while another one runs. One when absent. */
  readonly waitingForAnother?: number
  readonly queueMax: number
  /** Called after every batch. */
  readonly onBatch?: (size: number) => void
}

/** Who waits for the result of an item. One of the two is called, once, and throws nothing. */
export interface Waiting<Item, Result> {
  readonly item: Item
  /** Items of the same group are in one batch. */
  readonly group?: object
  resolve(result: Result): void
  reject(error: unknown): void
}

export class Batcher<Item, Result> {
  private readonly options: BatcherOptions<Item, Result>
  private waiting: Waiting<Item, Result>[] = []
  private running = 0
  private idle: (() => void)[] = []

  constructor(options: BatcherOptions<Item, Result>) {
    this.options = options
  }

  get queued(): number {
    return this.waiting.length
  }

  get batchMax(): number {
    return this.options.batchMax
  }

  /** @throws AppError `overloaded` if the queue is full; what `run` throws. */
  submit(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => this.add({ item, resolve, reject }))
  }

  /**
   * All of these are in one batch, in this order. The queue takes all of them or none.
   * @throws AppError `overloaded` if the queue has no room for them; what `run` throws.
   */
  async submitAll(items: readonly Item[]): Promise<Result[]> {
    assert(items.length <= this.batchMax, 'a group fits a batch')
    if (this.waiting.length + items.length > this.options.queueMax) throw overloaded()
    const group = {}
    return Promise.all(
      items.map((item) => new Promise<Result>((resolve, reject) => this.add({ item, group, resolve, reject }))),
    )
  }

  /** As `submit`, for a caller that has an object for each item anyway: a promise and two functions cost more than it. */
  add(waiting: Waiting<Item, Result>): void {
    if (this.waiting.length >= this.options.queueMax) {
      waiting.reject(overloaded())
      return
    }
    this.waiting.push(waiting)
    // Work that arrives in the same turn of the event loop belongs to the same batch.
    if (this.running < this.options.runners && this.waiting.length === this.startsFrom) {
      setImmediate(() => this.start())
    }
  }

  private get startsFrom(): number {
    return this.running === 0 ? 1 : (this.options.waitingForAnother ?? 1)
  }

  /** Resolves when nothing is waiting or running. */
  drained(): Promise<void> {
    if (this.running === 0 && this.waiting.length === 0) return Promise.resolve()
    return new Promise((resolve) => this.idle.push(resolve))
  }

  private start(): void {
    while (this.running < this.options.runners && this.waiting.length >= this.startsFrom) {
      const batch = this.waiting.splice(0, this.nextSize())
      this.running += 1
      void this.work(batch)
    }
  }

  /** As many as a batch takes, without dividing a group. */
  private nextSize(): number {
    let size = Math.min(this.options.batchMax, this.waiting.length)
    const group = this.waiting[size]?.group
    if (group !== undefined) while (this.waiting[size - 1]?.group === group) size -= 1
    return size
  }

  private async work(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.options.run(batch.map(({ item }) => item))
      batch.forEach((one, index) => one.resolve(results[index] as Result))
    } catch (error) {
      for (const one of batch) one.reject(error)
    }
    this.options.onBatch?.(batch.length)
    setImmediate(() => this.rest())
  }

  /**
   * After the answers were written and their replies were read; otherwise the next batch would have only the few that
   * came meanwhile.
   */
  private rest(): void {
    this.running -= 1
    this.start()
    if (this.running === 0 && this.waiting.length === 0) for (const resolve of this.idle.splice(0)) resolve()
  }
}

function overloaded(): AppError {
  const problem = 'Too many requests are waiting. Send the same request again in a moment.'
  return new AppError('overloaded', problem, { retryAfterSeconds: 1 })
}

/** A batcher per program, created when first needed. */
export class ProgramBatchers<Item, Result> {
  private readonly batchers = new Map<number, Batcher<Item, Result>>()
  private readonly make: (programId: number) => Batcher<Item, Result>

  constructor(make: (programId: number) => Batcher<Item, Result>) {
    this.make = make
  }

  of(programId: number): Batcher<Item, Result> {
    let batcher = this.batchers.get(programId)
    if (batcher === undefined) {
      batcher = this.make(programId)
      this.batchers.set(programId, batcher)
    }
    return batcher
  }

  get queued(): number {
    return [...this.batchers.values()].reduce((sum, batcher) => sum + batcher.queued, 0)
  }

  async drained(): Promise<void> {
    await Promise.all([...this.batchers.values()].map((batcher) => batcher.drained()))
  }
}
