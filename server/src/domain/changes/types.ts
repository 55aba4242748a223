/**
 * Every kind of change that a program tells of: a closed set, published in docs/webhooks.md. Pure.
 * The operator's app hears of all; `tells` names the people for whom some changes of the kind carry a sentence.
 */
export type Audience = 'operator' | 'advocate' | 'friend'

export interface ChangeKind {
  readonly summary: string
  readonly tells: readonly Exclude<Audience, 'operator'>[]
  /** What the wire calls the time that a change of this kind carries. */
  readonly due?: string
  /** What the wire calls the participant; `userId` when absent. */
  readonly person?: 'advocateUserId'
}

const referral = { person: 'advocateUserId' } as const

export const changeKinds = {
  'participant.joined': { summary: 'An account joined: it has a code and a link', tells: [] },
  'participant.left': {
    summary: 'Somebody has left: nobody counts by their link and code any more; what they have stays theirs',
    tells: [],
  },
  'participant.returned': { summary: 'Somebody who had left takes part again, with the same link', tells: [] },
  'participant.erased': {
    summary:
      'Somebody who asked to be forgotten is. `userId` is what stands for them from now on, here and in what was told before',
    tells: [],
  },
  'link.stopped': {
    summary:
      'A person stopped a link: nobody counts by it or its code from now on; what its owner has stays theirs. `reports` were open',
    tells: ['advocate'],
  },
  'link.restarted': { summary: 'A link that was stopped counts again', tells: ['advocate'] },
  'link.reports_dismissed': {
    summary: 'A person looked at the `reports` of a link, and it goes on',
    tells: [],
  },
  'referral.counted': {
    ...referral,
    summary:
      'A friend counts. With a hold of no days the reward is available at once, and no `reward.available` follows. `afterLapse` where the referral had lapsed, and an action that was in time was told later',
    tells: ['advocate', 'friend'],
    due: 'availableAt',
  },
  'referral.pending': {
    ...referral,
    summary: 'A friend opened an account; the reward waits for an action of theirs',
    tells: ['advocate', 'friend'],
    due: 'expiresAt',
  },
  'referral.refused': {
    ...referral,
    summary: 'A friend was not counted. The advocate is told only of what says nothing about the friend',
    tells: ['advocate', 'friend'],
  },
  'appeal.opened': {
    ...referral,
    summary: 'A friend who was not counted says that this is wrong; `reservedMinor` is kept until it is answered',
    tells: [],
  },
  'appeal.upheld': { ...referral, summary: 'The friend was right: the referral counts', tells: ['friend'] },
  'appeal.dismissed': { ...referral, summary: 'A person looked at it, and the refusal stands', tells: ['friend'] },
  'referral.lapsed': {
    ...referral,
    summary: 'The awaited action did not come in time; the money went back to the budget',
    tells: ['advocate', 'friend'],
  },
  'referral.reversed': {
    ...referral,
    summary: 'A referral no longer counts. What became of its money is told by `reward.reversed`',
    tells: ['friend'],
  },
  'reward.available': {
    summary: 'The hold of a reward has ended: it can be cashed out',
    tells: ['advocate', 'friend'],
  },
  'reward.reversed': {
    summary: 'A reward was taken back, as far as its money was still there (`amountMinor`)',
    tells: ['advocate', 'friend'],
  },
  'payout.requested': { summary: 'A cash-out was asked for; its money is reserved', tells: [] },
  'payout.paid': { summary: 'A cash-out arrived', tells: ['advocate'] },
  'payout.failed': {
    summary:
      'A cash-out was not paid; its money can be cashed out again, but for `takenBackMinor`, which an earlier reversal could not take back',
    tells: ['advocate'],
  },
  'payout.rejected': {
    summary: 'A cash-out was not approved; its money can be cashed out again, but for `takenBackMinor`',
    tells: ['advocate'],
  },
  'payout.returned': {
    summary: 'A cash-out that was paid came back; it can be cashed out again, but for `takenBackMinor`',
    tells: ['advocate'],
  },
  'difference.opened': {
    summary:
      'Ledger, payouts and a provider’s statement do not agree, or only a person can find out: `reason` is the kind',
    tells: [],
  },
  'provider.balance_low': {
    summary:
      'An attached provider has less (`amountMinor`) than what is held, can be cashed out or is on its way (`owedMinor`)',
    tells: [],
  },
  'provider.balance_enough': { summary: 'It has enough again', tells: [] },
  'payout_method.changed': {
    summary: 'Another account was put on file to pay to; nothing is cashed out until then',
    tells: ['advocate'],
    due: 'usableAt',
  },
  'budget.funded': { summary: 'Money was set aside', tells: [] },
  'budget.low': { summary: 'What is not yet promised fell below 20 or 5 percent of what was funded', tells: [] },
  'budget.exhausted': { summary: 'What is not yet promised no longer holds one reward', tells: ['advocate'] },
  'program.launched': { summary: 'The program was launched: live, or scheduled for its start', tells: [] },
  'program.started': { summary: 'A scheduled program became live', tells: [] },
  'program.changed': { summary: 'Other terms were announced', tells: [], due: 'effectiveAt' },
  'program.paused': { summary: 'Links work and nobody is counted; what was earned stays', tells: ['advocate'] },
  'program.resumed': { summary: 'Friends count again', tells: ['advocate'] },
  'program.closing': {
    summary: 'The program has ended: no new friend counts but by a link followed before',
    tells: ['advocate'],
    due: 'clicksCountUntil',
  },
  'program.settled': {
    summary: 'Nothing is awaited any more; `amountMinor` was never promised and is returned',
    tells: ['advocate'],
  },
  'country.closing': { summary: 'The same for the people of one country', tells: [], due: 'clicksCountUntil' },
  'country.settled': { summary: 'Nothing of that country is awaited any more', tells: [] },
  'webhook.disabled': {
    summary: 'A webhook is disabled: nothing got through for three days, or it is `gone`',
    tells: [],
  },
  'webhook.gave_up': {
    summary: 'An event was not taken in ten tries while others were; what follows it goes on',
    tells: [],
  },
} as const satisfies Readonly<Record<string, ChangeKind>>

export type ChangeType = keyof typeof changeKinds
export const changeTypes = Object.keys(changeKinds) as [ChangeType, ...ChangeType[]]

export function kindOf(type: ChangeType): ChangeKind {
  return changeKinds[type]
}
