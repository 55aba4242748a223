/** The verdicts on a row of a results file: a closed set, with a sentence each. Pure. */
import { textsOf } from '@bondhu/web/texts'

export const verdictNames = [
  'pays',
  'fails',
  'returns',
  'known',
  'repeated',
  'contradicts_itself',
  'unknown_reference',
  'never_sent',
  'wrong_amount',
  'provider_reference_repeated',
  'contradicts',
  'row_incomplete',
  'row_too_long',
  'reference_unreadable',
  'state_unknown',
  'amount_unreadable',
  'currency_wrong',
  'provider_reference_missing',
  'code_unknown',
] as const
export type Verdict = (typeof verdictNames)[number]

export const verdicts = textsOf(verdictNames, (say) => say.verdicts)
