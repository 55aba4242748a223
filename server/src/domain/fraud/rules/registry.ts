/** Every rule of abuse, in the order in which operators read them. */
import type { Rule } from '../signals/rule.js'
import { activeTogether } from './active-together.js'
import { advocateVelocity } from './advocate-velocity.js'
import { clickReuse } from './click-reuse.js'
import { clusterSize } from './cluster-size.js'
import { countryMismatch } from './country-mismatch.js'
import { denseBlock } from './dense-block.js'
import { disposableMail } from './disposable-mail.js'
import { emulator } from './emulator.js'
import { equalDelays } from './equal-delays.js'
import { equalGaps } from './equal-gaps.js'
import { failedIntegrity } from './failed-integrity.js'
import { fewPhones } from './few-phones.js'
import { hostingNetwork } from './hosting-network.js'
import { mailSequence } from './mail-sequence.js'
import { neverReturns } from './never-returns.js'
import { noStragglers } from './no-stragglers.js'
import { numberSequence } from './number-sequence.js'
import { oneAgent } from './one-agent.js'
import { oneNetwork } from './one-network.js'
import { onePurse } from './one-purse.js'
import { onePlace } from './one-place.js'
import { ownCluster } from './own-cluster.js'
import { ownNetwork } from './own-network.js'
import { programVelocity } from './program-velocity.js'
import { sameDevice } from './same-device.js'
import { samePhone } from './same-phone.js'
import { sameWallet } from './same-wallet.js'
import { severalPurses } from './several-purses.js'
import { stripSession } from './strip-session.js'
import { subnetVelocity } from './subnet-velocity.js'
import { tiedFriends } from './tied-friends.js'
import { tooFast } from './too-fast.js'
import { typedCodes } from './typed-codes.js'
import { unsafePhones } from './unsafe-phones.js'
import { withheldRing } from './withheld-ring.js'

const inOrder = [
  sameDevice,
  samePhone,
  sameWallet,
  tiedFriends,
  onePurse,
  severalPurses,
  numberSequence,
  mailSequence,
  disposableMail,
  failedIntegrity,
  emulator,
  unsafePhones,
  tooFast,
  equalGaps,
  stripSession,
  equalDelays,
  noStragglers,
  activeTogether,
  advocateVelocity,
  programVelocity,
  subnetVelocity,
  hostingNetwork,
  countryMismatch,
  ownNetwork,
  oneNetwork,
  oneAgent,
  fewPhones,
  onePlace,
  neverReturns,
  clickReuse,
  ownCluster,
  clusterSize,
  denseBlock,
  typedCodes,
  withheldRing,
] as const satisfies readonly Rule[]

export type RuleName = (typeof inOrder)[number]['name']

export const rules: readonly (Rule & { readonly name: RuleName })[] = inOrder
