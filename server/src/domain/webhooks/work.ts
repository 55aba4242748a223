/**
 * Sends what is due for one webhook while the lease holds: takes new changes from the feed, sends what waits, and
 * repeats. Changes of one participant are sent in the order of the feed; different participants are independent.
 */
import type { WebhooksRow } from '../../db/rows.js'
import { eventOf } from '../changes/event.js'
import { readChange } from '../changes/read.js'
import type { Context } from '../standing/context.js'
import { standingOf, type Program } from '../standing/find.js'
import type { Lease } from './lease.js'
import { headsOf, peopleOf, readPending, takeChanges, type Pending } from './queue.js'
import { secretsOf } from '../standing/shared-secret.js'
import { send, type Attempt, type Target } from './send.js'
import { failuresMax, recordAttempt, recordRound } from './outcome.js'

const roundsMax = 1000
const roundMax = 1000
/** Concurrent deliveries of one webhook. */
const abreastMax = 8

/** @param stopping checked before each attempt. */
export async function workWebhook(
  context: Context,
  program: Program,
  lease: Lease,
  stopping: () => boolean,
): Promise<void> {
  let next: 'again' | 'paused' | 'done' = 'again'
  try {
    for (let round = 0; round < roundsMax && next === 'again' && !stopping(); round++) {
      next = await workRound(context, program, lease, stopping)
    }
  } finally {
    await lease.end(async (tx) => {
      const dueAt = headsOf(await readPending(tx, lease)).map((head) => head.dueAt.getTime())
      // A paused webhook tries after its pause, even if a delivery is due earlier.
      const first = next === 'paused' ? context.clock.nowMs() : Math.min(...dueAt)
      return dueAt.length === 0 ? null : new Date(first)
    })
  }
}

async function workRound(
  context: Context,
  program: Program,
  lease: Lease,
  stopping: () => boolean,
): Promise<'again' | 'paused' | 'done'> {
  const target = await readTarget(context, program, lease)
  if (target === undefined) return 'done'
  const taken = await takeChanges(context, lease)
  if (taken === undefined) return 'done'
  const now = new Date(context.clock.nowMs())
  const pending = await readPending(context.sql, lease)
  const isDue = target.failures >= failuresMax ? probeOf(pending, now) : ({ dueAt }: Pending) => dueAt <= now
  let failuresInARow = 0
  const outcomes = await sendInOrder(pending, isDue, async (delivery) => {
    if (failuresInARow >= failuresMax || stopping() || !(await lease.held())) return 'not_tried'
    const attempt = await attemptOne(context, program, target, delivery)
    failuresInARow = attempt.accepted ? 0 : failuresInARow + 1
    return recordAttempt(context, lease, delivery, attempt)
  })
  const failed = outcomes.filter(({ outcome }) => outcome === 'waits' || outcome === 'given_up')
  const round = {
    accepted: outcomes.filter(({ outcome }) => outcome === 'delivered').length,
    failures: failed.length,
    firstFailures: failed.filter(({ delivery }) => delivery.tries === 0).length,
  }
  if (await recordRound(context, lease, round)) return 'paused'
  return taken > 0 || round.accepted > 0 || round.failures > 0 ? 'again' : 'done'
}

/** While nothing is accepted, one delivery checks whether the receiver is back: a due one, or one before its time. */
function probeOf(pending: readonly Pending[], now: Date): (delivery: Pending) => boolean {
  const heads = headsOf(pending)
  const probe = heads.find(({ dueAt }) => dueAt <= now) ?? heads[0]
  return (delivery) => delivery === probe
}

interface ReadTarget extends Target {
  readonly failures: number
}

/** Undefined if another sender has it, or it is not active any more. */
async function readTarget(context: Context, program: Program, lease: Lease): Promise<ReadTarget | undefined> {
  const [row] = await context.sql<
    Pick<WebhooksRow, 'url' | 'secret' | 'previous_secret' | 'previous_until' | 'failures'>[]
  >`
    select url, secret, previous_secret, previous_until, failures from webhooks
    where program_id = ${lease.programId} and id = ${lease.id} and state = 'active' and leased_by = ${lease.by}`
  if (row === undefined) return undefined
  const sealed = { secret: row.secret, previous: row.previous_secret, previousUntil: row.previous_until }
  return {
    url: row.url,
    secrets: secretsOf(context, program, { purpose: 'webhook', id: lease.id }, sealed),
    failures: row.failures,
  }
}

async function attemptOne(context: Context, program: Program, target: Target, { place }: Pending): Promise<Attempt> {
  const [change, { inForce }] = await Promise.all([
    readChange(context.sql, program.id, place),
    standingOf(context, program.id),
  ])
  if (change === undefined) return { accepted: false, status: null, error: 'The change is forgotten: it is too old.' }
  return send(context, target, eventOf(change, { ...inForce.terms, slug: program.slug }))
}

type Outcome = 'delivered' | 'waits' | 'given_up' | 'not_tried'

/** Each starts when all earlier deliveries for the same people are finished. */
async function sendInOrder(
  pending: readonly Pending[],
  isDue: (delivery: Pending) => boolean,
  sendOne: (delivery: Pending) => Promise<Outcome>,
): Promise<{ delivery: Pending; outcome: Outcome }[]> {
  const before = new Map<string, Promise<boolean>>()
  const outcomes: { delivery: Pending; outcome: Outcome }[] = []
  const slots = slotsOf(abreastMax)
  let left = roundMax
  const work = pending.map((delivery) => {
    const people = peopleOf(delivery)
    const cleared = Promise.all(people.map((person) => before.get(person) ?? Promise.resolve(true)))
    const done = cleared.then(async (clear) => {
      if (clear.includes(false) || !isDue(delivery) || left <= 0) return false
      left -= 1
      const outcome = await slots(() => sendOne(delivery))
      outcomes.push({ delivery, outcome })
      return outcome === 'delivered' || outcome === 'given_up'
    })
    for (const person of people) before.set(person, done)
    return done
  })
  await Promise.all(work)
  return outcomes
}

/** Runs at most this many at a time, in the order of arrival. */
function slotsOf(max: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (work) => {
    if (running >= max) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}
