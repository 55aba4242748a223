/** Writes the traces of friends who have an advocate, also of refused ones: the rules look at both. */
import { arrayText } from '../../db/array-text.js'
import type { Tx } from '../../db/connect.js'
import type { Trace } from './signals/case.js'

export interface NewTrace extends Trace {
  readonly friendId: string
  readonly advocateId: string
  readonly occurredAt: Date
}

export async function insertTraces(tx: Tx, programId: number, traces: readonly NewTrace[]): Promise<void> {
  if (traces.length === 0) return
  await tx`
    insert into traces
      (program_id, friend_id, advocate_id, occurred_at, address, subnet, agent, number_block, mail_block, click_id,
       click_ms, network, address_country, integrity, disposable_mail)
    select ${programId}, friend_id, advocate_id, occurred_at, address, subnet, agent, number_block, mail_block, click_id,
      click_ms, network, address_country, integrity, disposable_mail
    from unnest(
      ${arrayText(traces.map((one) => one.friendId))}::uuid[],
      ${arrayText(traces.map((one) => one.advocateId))}::uuid[],
      ${arrayText(traces.map((one) => one.occurredAt))}::timestamptz[],
      ${arrayText(traces.map((one) => one.address))}::uuid[],
      ${arrayText(traces.map((one) => one.subnet))}::uuid[],
      ${arrayText(traces.map((one) => one.agent))}::uuid[],
      ${arrayText(traces.map((one) => one.numberBlock))}::uuid[],
      ${arrayText(traces.map((one) => one.mailBlock))}::uuid[],
      ${arrayText(traces.map((one) => one.clickId))}::uuid[],
      ${arrayText(traces.map((one) => one.clickMs))}::bigint[],
      ${arrayText(traces.map((one) => one.network))}::network_kind[],
      ${arrayText(traces.map((one) => one.addressCountry))}::text[],
      ${arrayText(traces.map((one) => one.integrity))}::integrity[],
      ${arrayText(traces.map((one) => String(one.disposableMail)))}::boolean[]
    ) as t (friend_id, advocate_id, occurred_at, address, subnet, agent, number_block, mail_block, click_id, click_ms, network,
      address_country, integrity, disposable_mail)`
}
