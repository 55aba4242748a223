/** The service's metrics at `/metrics`, in Prometheus' text format. No label contains personal data. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

const batchBuckets = [1, 2, 5, 10, 20, 50, 100, 200, 350, 500]

export class Metrics {
  readonly registry = new Registry()
  readonly signupBatch = new Histogram({
    name: 'bondhu_signup_batch_size',
    help: 'Signups decided together in one transaction',
    buckets: batchBuckets,
    registers: [this.registry],
  })
  readonly clickBatch = new Histogram({
    name: 'bondhu_click_batch_size',
    help: 'Clicks made durable together by one commit',
    buckets: batchBuckets,
    registers: [this.registry],
  })
  readonly signups = new Counter({
    name: 'bondhu_signups_total',
    help: 'Signups answered, by outcome and reason; a repeat is an answer too',
    labelNames: ['outcome', 'reason'],
    registers: [this.registry],
  })
  readonly visits = new Counter({
    name: 'bondhu_visits_total',
    help: 'Visits to links, by what they were: click, unknown_code, unknown_program, preview, speculative',
    labelNames: ['kind'],
    registers: [this.registry],
  })
  readonly problems = new Counter({
    name: 'bondhu_problems_total',
    help: 'Requests answered with a problem document, by its code',
    labelNames: ['code'],
    registers: [this.registry],
  })

  constructor() {
    collectDefaultMetrics({ register: this.registry })
  }

  watchQueues(queues: Readonly<Record<string, () => number>>): void {
    const gauge = new Gauge({
      name: 'bondhu_queue_length',
      help: 'What waits to be decided or written',
      labelNames: ['queue'],
      registers: [this.registry],
      collect: () => {
        for (const [queue, length] of Object.entries(queues)) gauge.set({ queue }, length())
      },
    })
  }
}
