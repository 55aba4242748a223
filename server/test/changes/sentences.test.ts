/** The sentences of changes, as a table: nobody is told of somebody else, and every language says it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sentenceOf, type Told } from '../../src/domain/changes/sentences.js'
import { changeTypes, kindOf } from '../../src/domain/changes/types.js'
import { refusalReasons } from '../../src/domain/reasons/signup-reasons.js'

const told: Told = {
  amountMinor: 12_345_600n,
  friendAmountMinor: 1050n,
  dueAt: new Date('2026-12-07T00:30:00+06:00'),
  changedAt: new Date('2026-11-30T00:30:00+06:00'),
  reason: null,
  detail: {},
  currency: 'BDT',
  timeZone: 'Asia/Dhaka',
}

function sentencesOf(type: (typeof changeTypes)[number], audience: 'advocate' | 'friend') {
  return [null, ...refusalReasons].flatMap((reason) =>
    ['advocate', 'friend'].flatMap((side) => sentenceOf(type, audience, { ...told, reason, detail: { side } }) ?? []),
  )
}

test('exactly the audiences of a kind of change have a sentence in every language', () => {
  for (const type of changeTypes) {
    for (const audience of ['advocate', 'friend'] as const) {
      const said = sentencesOf(type, audience)
      assert.equal(said.length > 0, kindOf(type).tells.includes(audience), `${type} to the ${audience}`)
      for (const { bn, en } of said) {
        assert.match(bn, /[ঀ-৿].*[।?]$/)
        assert.doesNotMatch(bn, /[0-9A-Za-z]|undefined|null/)
        assert.match(en, /^[A-Z৳].*\.$/)
        assert.doesNotMatch(en, /[০-৯]|undefined|null/)
      }
    }
  }
})

test('amounts and days use the reader’s digits, lakh grouping and the program’s time zone', () => {
  const said = sentenceOf('referral.counted', 'advocate', told)
  assert.match(said?.bn ?? '', /৳১,২৩,৪৫৬ যাচাই করা হচ্ছে, ৭ ডিসেম্বর থেকে তোলা যাবে।/)
  assert.match(said?.en ?? '', /৳1,23,456 is being checked and is yours to cash out from 7 December\./)
  assert.match(sentenceOf('referral.counted', 'friend', told)?.bn ?? '', /৳১০\.৫০/)
})

test('an advocate gets the same sentence for every reason that is about the friend', () => {
  const aboutFriend = refusalReasons.slice(refusalReasons.indexOf('already_member')).filter(
    // Learnt later: the advocate brought themselves.
    (reason) => reason !== 'self_referral',
  )
  assert.ok(aboutFriend.includes('same_device') && aboutFriend.includes('budget_exhausted'))
  const reversals = aboutFriend.map(
    (reason) => sentenceOf('reward.reversed', 'advocate', { ...told, reason, detail: { side: 'advocate' } })?.bn,
  )
  assert.equal(new Set(reversals).size, 1)
})

test('an advocate hears only of refusals that are decided before anybody asks whether the friend is a member', () => {
  const heard = refusalReasons.filter(
    (reason) => sentenceOf('referral.refused', 'advocate', { ...told, reason }) !== undefined,
  )
  assert.deepEqual(heard, refusalReasons.slice(0, refusalReasons.indexOf('already_member')))
})
