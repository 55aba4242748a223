/** The score of a friend: families of evidence together, and what one of them alone may do. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { tooFast } from '../../src/domain/fraud/rules/too-fast.js'
import type { FraudCase } from '../../src/domain/fraud/signals/case.js'
import { families } from '../../src/domain/fraud/signals/rule.js'
import { familyMax, scoreOf } from '../../src/domain/fraud/signals/score.js'

const thresholds = { reviewFrom: 60, refuseFrom: 85 }
const signal = fc.record({
  family: fc.constantFrom(...families),
  weight: fc.integer({ min: -99, max: 99 }),
  flagOnly: fc.boolean(),
})

test('signals of one family alone never refuse, however strong and many they are', () => {
  fc.assert(
    fc.property(fc.constantFrom(...families), fc.array(signal, { maxLength: 20 }), (family, signals) => {
      const alone = signals.map((one) => ({ ...one, family }))
      assert.notEqual(scoreOf(alone, { reviewFrom: 1, refuseFrom: 1 }).verdict, 'refuse')
    }),
  )
})

test('two strong families refuse; a strong one with a weak one is reviewed', () => {
  const strong = { family: 'identity', weight: 26, flagOnly: false } as const
  assert.equal(scoreOf([strong, { family: 'timing', weight: 13, flagOnly: false }], thresholds).verdict, 'refuse')
  assert.equal(scoreOf([strong, { family: 'timing', weight: 4, flagOnly: false }], thresholds).verdict, 'review')
})

test('a network, a behaviour or a shape alone stays below a review', () => {
  for (const family of ['network', 'behaviour', 'shape'] as const) {
    const signals = Array.from({ length: 5 }, () => ({ family, weight: 99, flagOnly: false }))
    assert.equal(scoreOf(signals, thresholds).verdict, 'clear', family)
  }
})

test('the score is from 0 to 99, further evidence against a person never lowers it, and flags do not count', () => {
  fc.assert(
    fc.property(fc.array(signal, { maxLength: 12 }), signal, (signals, more) => {
      const { score, families: spoken } = scoreOf(signals, thresholds)
      assert.ok(Number.isInteger(score) && score >= 0 && score <= 99)
      for (const { family, weight } of spoken) assert.ok(weight <= familyMax[family])
      const against = { ...more, weight: Math.abs(more.weight) }
      assert.ok(scoreOf([...signals, { ...against, flagOnly: false }], thresholds).score >= score)
      assert.equal(scoreOf([...signals, { ...more, flagOnly: true }], thresholds).score, score)
    }),
  )
})

test('an account opened 4 seconds after the click is too fast; one after 5, or without a click, is not', () => {
  const after = (clickMs: number | null) =>
    tooFast.finds({ trace: { clickMs } } as FraudCase, tooFast.parameters.parse({}))?.figures['seconds']
  assert.deepEqual(
    [after(4999), after(0), after(5000), after(null), after(-1)],
    [4, 0, undefined, undefined, undefined],
  )
})
