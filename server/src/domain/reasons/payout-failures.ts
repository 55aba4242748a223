/** Why money did not arrive: a sentence for the person per reason. Pure. */
import type { Text } from '@bondhu/web/language'
import { textOf } from '@bondhu/web/texts'

/** Why money did not arrive, as far as a person is helped by knowing: a closed set. */
export const failureReasons = [
  'account_unknown',
  'account_blocked',
  'account_limit',
  'amount_unsupported',
  'provider_refused',
  'not_sent',
] as const
export type FailureReason = (typeof failureReasons)[number]

export interface Unpaid {
  readonly amountMinor: bigint
  readonly takenBackMinor: bigint
}

/** Whether all or a part of the money went back to the offer: it cannot be cashed out again. */
export function takenBackOf({ amountMinor, takenBackMinor }: Unpaid): 'whole' | 'part' | undefined {
  if (takenBackMinor === 0n) return undefined
  return takenBackMinor < amountMinor ? 'part' : 'whole'
}

/** Why the money did not arrive, and where it is. */
export function failureMessage(payout: Unpaid & { readonly code: string | null }): Text | undefined {
  const back = takenBackOf(payout)
  if (back !== undefined) return textOf((say) => `${say.notReceived} ${say.takenBack[back]}`)
  const code = [...failureReasons, 'rejected' as const].find((reason) => reason === payout.code)
  return code && textOf((say) => say.payoutFailures[code])
}
