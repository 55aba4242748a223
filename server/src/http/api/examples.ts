/**
 * An example body for each call that takes one, shown in the OpenAPI document, in /docs and in the SDK. A test checks that
 * each is accepted by the schema of its call, and that no call lacks one.
 */
const reason = 'Two accounts of one person'
const friend = {
  userId: 'u-1002',
  clickId: 'clk_01kczjmq00e008000000000002_4xk2m9qz7w',
  identities: { phone: '01712345678', device: 'a1b2c3d4' },
  country: 'BD',
}
/** In every language. */
export const programName = { bn: 'আমার বন্ধু', en: 'My Friends' }
const terms = {
  name: programName,
  rewardMinor: 2000,
  holdDays: 7,
  destinations: { web: 'https://example.com/join', playStore: 'com.example.app' },
  startsAt: '2026-12-01T00:00:00+06:00',
  endsAt: '2027-02-28T23:59:59+06:00',
  organization: { name: 'Example Ltd', contact: 'help@example.com' },
}
const supporter = { program: 'prg_01kczjmq00e008000000000001', role: 'support' }

export const bodyExamples: Readonly<Record<string, unknown>> = {
  createProgram: { slug: 'my-app', mode: 'test', ...terms },
  changeProgram: { rewardMinor: 2500 },
  // A brown square of 32 pixels.
  setProgramLogo: {
    image:
      'iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAYAAABzenr0AAAABHNCSVQICAgIfAhkiAAAAAFzUkdCAK7OHOkAAAAzSURBVFiF7c5BAQAwCMSwYzpmZU7xOmTwSQ001e/+LHY25wAAAAAAAAAAAAAAAAAAAEkyjykCNBnn2MMAAAAASUVORK5CYII=',
  },
  addFunding: { amountMinor: 10_000_000, reference: 'bank slip 1' },
  advanceClock: { seconds: 604_800 },
  changeFraudSettings: { reviewFrom: 65, refuseFrom: 90 },
  tryFraudSettings: { reviewFrom: 50, refuseFrom: 80 },
  search: { typed: 'TX-77' },
  searchParticipants: { typed: '01712345678' },
  joinProgram: { identities: { phone: '01812345678' }, country: 'BD', locale: 'bn' },
  reportIdentities: { phone: '01712345678' },
  chooseCode: { code: 'রিনা' },
  createPortalSession: { locale: 'bn', returnUrl: 'https://example.com/account' },
  createSignup: friend,
  createSignups: {
    signups: [friend, { userId: 'u-1003', code: '4839201756', occurredAt: '2026-12-07T09:00:00+06:00' }],
  },
  reportEvent: { userId: 'u-1002', name: 'first_payment' },
  reportMembers: {
    members: [{ userId: 'u-1', identities: { phone: '01812345678' }, createdAt: '2024-05-01T00:00:00+06:00' }],
  },
  reverseReferral: { reason },
  countReferral: { reason: 'The app reported the account too early', code: null },
  confirmReview: { reason },
  clearReview: { reason: 'The five friends live in one house' },
  openAppeal: { text: 'I never had an account before.' },
  dismissAppeal: { reason },
  dismissLinkReports: { reason: 'The shared text was harmless' },
  stopLink: { reason: 'The link was sent as spam' },
  restartLink: { reason: 'The owner removed the posts' },
  resolveMissingFriend: { note: 'Told them that the code was typed too late' },
  closeProgram: { country: 'BD' },
  setPayoutMethod: { kind: 'bkash', account: '01812345678' },
  createPayout: { amountMinor: 10_000, method: { kind: 'bkash', account: '01812345678' } },
  approvePayouts: { payouts: ['pay_01kcznamw07000000000000005'] },
  rejectPayout: { reason },
  settlePayout: { outcome: 'paid', reason: 'Seen in the statement of the bank', providerReference: 'TX-77' },
  createPayoutBatch: { kind: 'bkash', payoutsMax: 500 },
  applyPayoutResults: { oddRows: 0 },
  attachPayoutProvider: {
    name: 'Our bank gateway',
    url: 'https://pay.example.com/bondhu',
    kinds: ['bkash'],
    minimumMinor: 1000,
    maximumMinor: 2_500_000,
  },
  changePayoutProvider: { maximumMinor: 3_000_000 },
  startReconciliation: { from: '2026-12-01T00:00:00+06:00' },
  takeInboxItem: { from: null },
  snoozeInboxItem: { until: '2026-12-08T09:00:00+06:00', reason: 'The bank answers on Monday' },
  takeDifference: { from: null },
  resolveDifference: { resolution: 'corrected_there', reason: 'The bank returned it on 7 December' },
  setVeto: { url: 'https://example.com/bondhu/questions', at: ['signup', 'release'], noAnswer: 'hold' },
  createWebhook: { url: 'https://example.com/bondhu/events', types: ['referral.counted', 'payout.paid'] },
  changeWebhook: { state: 'disabled' },
  replayWebhook: { since: '2026-12-07T00:00:00+06:00' },
  createKey: { name: 'app server' },
  setOperatorGrants: { grants: [supporter] },
  createInvitation: { email: 'rahim@example.com', ...supporter },
  setTeamPolicy: { secondFactorRequired: true },
}

/** What stands in an address for a parameter. */
export const pathExamples: Readonly<Record<string, string>> = {
  program: 'my-app',
  userId: 'u-1001',
  code: '4839201756',
  referral: 'ref_01kczjmq00e008000000000002',
  review: 'rev_01kczjmq00e00800000000000k',
  appeal: 'apl_01kcznamw07000000000000006',
  question: 'mis_01kcznamw07000000000000009',
  kind: 'appeal',
  item: 'apl_01kcznamw07000000000000006',
  funding: 'fnd_01kcznamw0700000000000000a',
  request: 'req_01kcznamw0700000000000000b',
  payout: 'pay_01kcznamw07000000000000005',
  batch: 'bat_01kcznamw0700000000000000c',
  results: 'res_01kcznamw0700000000000000d',
  provider: 'prv_01kcznamw07000000000000008',
  reconciliation: 'rec_01kcznamw0700000000000000e',
  difference: 'dif_01kcznamw07000000000000007',
  webhook: 'whk_01kcznamw07000000000000004',
  event: 'evt_01kczjmq00e008000000000001',
  key: 'key_01kcznamw0700000000000000f',
  operator: 'opr_01kcznamw0700000000000000g',
  session: 'ses_01kcznamw0700000000000000h',
  invitation: 'inv_01kcznamw0700000000000000j',
}
