/** Keeps what the rules found: the reasons of a decision, for operators. */
import { arrayText } from '../../../db/array-text.js'
import type { Tx } from '../../../db/connect.js'
import type { Signal } from '../signals/rule.js'
import type { Stage } from '../signals/case.js'

export interface Found {
  readonly referralId: string
  readonly signals: readonly Signal[]
}

/** A signal that was found before in this stage stays as it was. */
export async function insertSignals(
  tx: Tx,
  programId: number,
  stage: Stage,
  found: readonly Found[],
  at: Date,
): Promise<void> {
  const rows = found.flatMap(({ referralId, signals }) => signals.map((signal) => ({ referralId, ...signal })))
  if (rows.length === 0) return
  await tx`
    insert into signals (program_id, referral_id, stage, rule, family, weight, flag_only, figures, found_at)
    select ${programId}, referral_id, ${stage}, rule, family, weight, flag_only, figures, ${at}
    from unnest(
      ${arrayText(rows.map(({ referralId }) => referralId))}::uuid[],
      ${rows.map(({ rule }) => rule)}::text[],
      ${arrayText(rows.map(({ family }) => family))}::fraud_family[],
      ${arrayText(rows.map(({ weight }) => weight))}::smallint[],
      ${arrayText(rows.map(({ flagOnly }) => String(flagOnly)))}::boolean[],
      ${rows.map(({ figures }) => JSON.stringify(figures))}::text[]::jsonb[]
    ) as s (referral_id, rule, family, weight, flag_only, figures)
    on conflict do nothing`
}
