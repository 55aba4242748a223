/** Terms may name only existing providers; otherwise their cash-outs would be refused one by one. */
import type { Sql, Tx } from '../../../../db/connect.js'
import { AppError } from '../../../../errors.js'
import type { Terms } from '../../../standing/terms.js'
import { isAttachedName, readAttachment, type Attachment } from './attachment.js'

type Providers = Terms['payouts']['providers']

/**
 * @param programId undefined for a new program
 * @param before the names so far: a provider that was detached meanwhile does not block other changes
 * @throws AppError `request_invalid`
 */
export async function refuseUnattached(
  sql: Sql | Tx,
  programId: number | undefined,
  providers: Providers,
  before?: Providers,
): Promise<void> {
  for (const [kind, provider] of Object.entries(providers)) {
    if (provider === null || !isAttachedName(provider) || before?.[kind as keyof Providers] === provider) continue
    const found = programId === undefined ? undefined : await readAttachment(sql, programId, provider)
    const objection = objectionTo(found, kind)
    if (objection === undefined) continue
    throw new AppError('request_invalid', `${provider} ${objection}.`, {
      fields: [{ path: `payouts.providers.${kind}`, message: objection }],
    })
  }
}

function objectionTo(found: Attachment | undefined, kind: string): string | undefined {
  if (found === undefined) return 'is not attached to this program: attach it first'
  if (found.state === 'detached') return 'is detached'
  return found.kinds.some((one) => one === kind) ? undefined : `does not pay to accounts of the kind "${kind}"`
}
