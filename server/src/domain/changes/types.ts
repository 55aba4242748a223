/**
 * Every kind of change of a program: a closed set, published in docs/webhooks.md. Pure. The operator's app receives all
 * of them; `tells` lists the people who get a sentence for some changes of the kind.
 */
export type Audience = 'operator' | 'advocate' | 'friend'

export interface ChangeKind {
  readonly summary: string
  readonly tells: readonly Exclude<Audience, 'operator'>[]
  /** The name on the wire of this kind's time. */
  readonly due?: string
  /** The name on the wire of the participant; default `userId`. */
  readonly person?: 'advocateUserId'
}

const referral = { person: 'advocateUserId' } as const

export const changeKinds = {
  'participant.joined': { summary: 'An account joined, and has a code and a link', tells: [] },
  'participant.left': {
    summary: 'A participant left. Their link and code stop counting; they keep their money',
    tells: [],
  },
  'participant.returned': { summary: 'A participant who had left takes part again, with the same link', tells: [] },
  'participant.erased': {
    summary: 'A participant was erased. `userId` is their placeholder from now on, also in earlier changes',
    tells: [],
  },
  'link.stopped': {
    summary:
      'An operator stopped a link, which had open `reports`. It and its code stop counting; the owner keeps the money',
    tells: ['advocate'],
  },
  'link.restarted': { summary: 'A stopped link counts again', tells: ['advocate'] },
  'link.reports_dismissed': {
    summary: 'An operator dismissed the `reports` of a link; it stays active',
    tells: [],
  },
  'referral.counted': {
    ...referral,
    summary:
      'A friend counts. Without a hold the reward is available at once, and no `reward.available` follows. `afterLapse`: the referral had lapsed, and its action was in time but reported later. `afterReview`: a person looked at the friend and found nothing',
    tells: ['advocate', 'friend'],
    due: 'availableAt',
  },
  'referral.pending': {
    ...referral,
    summary: 'A friend opened an account; the reward waits for their action',
    tells: ['advocate', 'friend'],
    due: 'expiresAt',
  },
  'referral.review': {
    ...referral,
    summary:
      'A person looks at a friend before the reward is released: at the signup, or after `referral.counted` at the end of the hold. The money stays reserved or held. `reason`: the app declined it. `referral.counted`, `referral.pending`, `referral.lapsed` or `referral.reversed` reports the decision',
    tells: ['advocate', 'friend'],
  },
  'referral.refused': {
    ...referral,
    summary:
      'A friend was not counted. The advocate is told only reasons that are decided before membership, so the message reveals nothing about the friend',
    tells: ['advocate', 'friend'],
  },
  'appeal.opened': {
    ...referral,
    summary:
      'A refused friend, or one whom a review confirmed as abuse, appealed; `reservedMinor` is reserved until the answer',
    tells: [],
  },
  'appeal.upheld': { ...referral, summary: 'The appeal was granted: the referral counts', tells: ['friend'] },
  'appeal.dismissed': { ...referral, summary: 'The appeal was dismissed: the refusal remains', tells: ['friend'] },
  'referral.lapsed': {
    ...referral,
    summary: 'The awaited action did not come in time; the money returned to the budget',
    tells: ['advocate', 'friend'],
  },
  'referral.reversed': {
    ...referral,
    summary: 'A referral no longer counts. `reward.reversed` reports its money',
    tells: ['friend'],
  },
  'reward.available': {
    summary: 'The hold of a reward has ended: it can be cashed out',
    tells: ['advocate', 'friend'],
  },
  'reward.reversed': {
    summary: 'A reward was reversed; `amountMinor` was still there and was taken back',
    tells: ['advocate', 'friend'],
  },
  'payout.requested': { summary: 'A cash-out was requested; its money is reserved', tells: [] },
  'payout.paid': { summary: 'A cash-out was paid', tells: ['advocate'] },
  'payout.failed': {
    summary:
      'A cash-out was not paid. Its money can be cashed out again, except `takenBackMinor`, which an earlier reversal could not take back',
    tells: ['advocate'],
  },
  'payout.rejected': {
    summary: 'A cash-out was rejected. Its money can be cashed out again, except `takenBackMinor`',
    tells: ['advocate'],
  },
  'payout.returned': {
    summary: 'A paid cash-out came back. Its money can be cashed out again, except `takenBackMinor`',
    tells: ['advocate'],
  },
  'difference.opened': {
    summary:
      'Ledger, payouts and a provider’s statement do not agree, or a person must find something out; `reason` is the kind',
    tells: [],
  },
  'provider.balance_low': {
    summary:
      'An attached provider has less (`amountMinor`) than the money held, available and on its way (`owedMinor`)',
    tells: [],
  },
  'provider.balance_enough': { summary: 'An attached provider has enough money again', tells: [] },
  'payout_method.changed': {
    summary: 'A participant’s payout account changed; nothing can be cashed out until `usableAt`',
    tells: ['advocate'],
    due: 'usableAt',
  },
  'veto.unanswered': {
    summary:
      'The app did not answer several questions in a row (`trouble`). For a while nothing is asked, and each question counts as `noAnswer`',
    tells: [],
  },
  'veto.answered': { summary: 'The app answers questions again', tells: [] },
  'budget.funded': { summary: 'Money was set aside', tells: [] },
  'budget.low': { summary: 'The money not yet promised fell below 20 or 5 percent of all fundings', tells: [] },
  'budget.exhausted': { summary: 'The money not yet promised no longer covers one reward', tells: ['advocate'] },
  'program.launched': { summary: 'The program was launched: live, or scheduled for its start', tells: [] },
  'program.started': { summary: 'A scheduled program became live', tells: [] },
  'program.changed': { summary: 'New terms were announced', tells: [], due: 'effectiveAt' },
  'program.paused': {
    summary: 'The program was paused: links work and nobody counts; people keep what they earned',
    tells: ['advocate'],
  },
  'program.resumed': { summary: 'The program was resumed: friends count again', tells: ['advocate'] },
  'program.closing': {
    summary: 'The program has ended: new friends count only by links followed before',
    tells: ['advocate'],
    due: 'clicksCountUntil',
  },
  'program.settled': {
    summary: 'The program is settled; `amountMinor` was never promised and is returned',
    tells: ['advocate'],
  },
  'country.closing': {
    summary: 'The program has ended for the people of one country',
    tells: [],
    due: 'clicksCountUntil',
  },
  'country.settled': { summary: 'The close of a country is settled', tells: [] },
  'webhook.disabled': {
    summary: 'A webhook was disabled: nothing was accepted in all the tries of an event, or it is `gone`',
    tells: [],
  },
  'webhook.gave_up': {
    summary: 'An event was not accepted in any of its tries while others were; later events continue',
    tells: [],
  },
} as const satisfies Readonly<Record<string, ChangeKind>>

export type ChangeType = keyof typeof changeKinds
export const changeTypes = Object.keys(changeKinds) as [ChangeType, ...ChangeType[]]

export function kindOf(type: ChangeType): ChangeKind {
  return changeKinds[type]
}
