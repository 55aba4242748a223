/** How the signups of one call are divided into batches. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Batcher } from '../../src/batcher.js'
import type { SignupCommand } from '../../src/domain/signups/command.js'
import { decideInOrder, partsOf } from '../../src/domain/signups/in-order.js'
import type { Outcome, Submitted } from '../../src/domain/signups/submit.js'
import type { Context } from '../../src/domain/standing/context.js'
import type { Program } from '../../src/domain/standing/find.js'
import { AppError } from '../../src/errors.js'

function commandOf(userDigest: string, phone?: string): SignupCommand {
  const identities = phone === undefined ? [] : [{ kind: 'phone' as const, digest: phone }]
  return { userId: userDigest, userDigest, identities } as unknown as SignupCommand
}

const names = (commands: readonly SignupCommand[]) => commands.map(({ userId }) => userId).join('')

test('a person or an identity that comes again begins another batch', () => {
  const shared = [['a', '1'], ['b', '2'], ['c', '1'], ['c'], ['d', '2'], ['e']] as const
  const parts = partsOf(
    shared.map(([user, phone]) => commandOf(user, phone)),
    10,
  )
  assert.deepEqual(parts.map(names), ['ab', 'c', 'cde'])
  assert.deepEqual(
    partsOf(
      ['a', 'b', 'c', 'd', 'e'].map((user) => commandOf(user)),
      2,
    ).map(names),
    ['ab', 'cd', 'e'],
  )
  assert.deepEqual(partsOf([], 2), [])
})

function laneThatFailsAt(failing: string, ran: string[]): Batcher<Submitted, Outcome> {
  return new Batcher<Submitted, Outcome>({
    async run(items) {
      const batch = names(items.map(({ command }) => command))
      ran.push(batch)
      if (batch.includes(failing)) throw new AppError('overloaded', 'later')
      return items.map(() => ({ answer: { outcome: 'organic' }, created: true }))
    },
    batchMax: 2,
    runners: 2,
    queueMax: 10,
  })
}

test('nothing overtakes a batch that could not be decided, and a call without any decision fails', async () => {
  const ran: string[] = []
  const commands = ['a', 'b', 'c', 'd', 'e', 'f'].map((user) => commandOf(user))
  const outcomes = await decideInOrder({} as Context, laneThatFailsAt('c', ran), {} as Program, commands)
  assert.deepEqual(ran, ['ab', 'cd'])
  assert.deepEqual(
    outcomes.map((outcome) => ('error' in outcome ? 'failed' : 'decided')),
    ['decided', 'decided', 'failed', 'failed', 'failed', 'failed'],
  )
  await assert.rejects(decideInOrder({} as Context, laneThatFailsAt('a', []), {} as Program, commands), {
    code: 'overloaded',
  })
})
