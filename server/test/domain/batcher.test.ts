import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { Batcher, type Waiting } from '../../src/batcher.js'
import { AppError } from '../../src/errors.js'

/** A batcher whose batches end when the test says so. */
function held(options: { waitingForAnother?: number; queueMax?: number } = {}) {
  const batches: { readonly items: readonly number[]; readonly end: (error?: Error) => void }[] = []
  const batcher = new Batcher<number, number>({
    run: (items) =>
      new Promise((resolve, reject) => {
        batches.push({ items, end: (error) => (error ? reject(error) : resolve(items.map((n) => n * 2))) })
      }),
    batchMax: 5,
    runners: 2,
    queueMax: 20,
    ...options,
  })
  return { batcher, batches, sizes: () => batches.map(({ items }) => items.length) }
}

/** Who waits, by its methods. */
class One implements Waiting<number, number> {
  readonly item: number
  told: unknown
  constructor(item: number) {
    this.item = item
  }
  resolve(result: number): void {
    this.told = result
  }
  reject(error: unknown): void {
    this.told = error
  }
}

async function turns(): Promise<void> {
  for (let n = 0; n < 4; n++) await turn()
}

test('a second batch starts at once, or when as many wait as were asked for', async () => {
  const plain = held()
  const patient = held({ waitingForAnother: 3 })
  for (const { batcher } of [plain, patient]) {
    void batcher.submit(1)
    await turns()
    void batcher.submit(2)
    void batcher.submit(3)
    await turns()
  }
  assert.deepEqual([plain.sizes(), patient.sizes()], [[1, 2], [1]])
  void patient.batcher.submit(4)
  await turns()
  assert.deepEqual(patient.sizes(), [1, 3])
  for (let n = 0; n < 9; n++) void patient.batcher.submit(n)
  await turns()
  assert.deepEqual(patient.sizes(), [1, 3], 'two run at most')
  patient.batches[0]?.end()
  await turns()
  assert.deepEqual(patient.sizes(), [1, 3, 5])
  patient.batches[1]?.end()
  await turns()
  assert.deepEqual(patient.sizes(), [1, 3, 5, 4])
  void patient.batcher.submit(5)
  patient.batches[2]?.end()
  await turns()
  assert.deepEqual(patient.sizes(), [1, 3, 5, 4], 'one waits, and one batch runs')
  patient.batches[3]?.end()
  await turns()
  assert.deepEqual(patient.sizes(), [1, 3, 5, 4, 1], 'nobody waits while no batch runs')
  const drained = patient.batcher.drained()
  patient.batches[4]?.end()
  await drained
})

test('who waits without a promise is told the result, the failure, or that the queue is full', async () => {
  const { batcher, batches } = held({ queueMax: 2 })
  const [first, second, third] = [new One(1), new One(2), new One(3)]
  for (const one of [first, second, third]) batcher.add(one)
  assert.ok(third.told instanceof AppError && third.told.code === 'overloaded')
  await turns()
  batches[0]?.end()
  await turns()
  assert.deepEqual([first.told, second.told], [2, 4])
  const failed = new One(4)
  batcher.add(failed)
  await turns()
  const failure = new Error('lost')
  batches[1]?.end(failure)
  await turns()
  assert.equal(failed.told, failure)
})

test('a group is in one batch, behind those who came before, and the queue takes all of it or none', async () => {
  const { batcher, batches } = held({ queueMax: 10 })
  for (const item of [1, 2, 3]) void batcher.submit(item)
  const group = batcher.submitAll([4, 5, 6, 7])
  const whole = batcher.submitAll([8, 9])
  await turns()
  assert.deepEqual(
    batches.map(({ items }) => items),
    [
      [1, 2, 3],
      [4, 5, 6, 7],
    ],
  )
  for (const item of [10, 11, 12, 13]) void batcher.submit(item)
  await assert.rejects(batcher.submitAll([20, 21, 22, 23, 24]), { code: 'overloaded' })
  await assert.rejects(batcher.submitAll([1, 2, 3, 4, 5, 6]), /a group fits a batch/)
  assert.equal(batcher.queued, 6)
  for (const { end } of batches) end()
  assert.deepEqual(await group, [8, 10, 12, 14])
  await turns()
  assert.deepEqual(batches[2]?.items, [8, 9, 10, 11, 12])
  batches[2].end()
  assert.deepEqual(await whole, [16, 18])
})
