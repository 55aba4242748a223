/** The account of a payout: a mobile wallet, a number to recharge or a bank account, as sent and as stored. Pure. */
import * as z from 'zod'
import type { MethodKind } from '../../../db/rows.js'
import { AppError } from '../../../errors.js'
import { readPhone } from '../../../readers/phone.js'
import { digitsOf } from '../../../readers/text.js'
import * as field from '../../../schema.js'
import { digestOf } from '../../identities/digest.js'
import { methodKinds } from '../../standing/method-kinds.js'
import type { BankAccount } from './provider.js'

export const methodSchema = z.strictObject({
  kind: z.enum(methodKinds),
  account: field
    .text(40)
    .describe(
      'The number of the wallet, of the phone to recharge, or of the bank account; Bengali digits are accepted',
    ),
  holder: field.text(100).nullish().describe('For a bank account: the name of its holder, as the bank writes it'),
  bank: field.text(100).nullish().describe('For a bank account: the name of the bank'),
  routing: field.text(20).nullish().describe('For a bank account: the routing number'),
})
export type MethodInput = z.output<typeof methodSchema>

export interface PayoutAccount {
  readonly kind: MethodKind
  /** E.164, with the check digit if a Rocket account had one; for a bank its digits. */
  readonly account: string
  readonly bank: BankAccount | null
}

/** @param country the person's: its numbers may lack a calling code. @throws AppError `request_invalid` */
export function readAccount(input: MethodInput, country: string | null): PayoutAccount {
  return input.kind === 'bank' ? bankAccount(input) : phoneAccount(input, country)
}

function bankAccount({ account, holder, bank, routing }: MethodInput): PayoutAccount {
  const number = digitsOf(account)
  if (!/^[0-9]{6,24}$/.test(number)) throw refusal('account', 'is not the number of a bank account')
  if (!holder) throw refusal('holder', 'is missing: whose bank account is it?')
  if (!bank) throw refusal('bank', 'is missing: at which bank?')
  const digits = routing ? digitsOf(routing) : null
  if (digits !== null && !/^[0-9]{9}$/.test(digits)) throw refusal('routing', 'is not a routing number of nine digits')
  return { kind: 'bank', account: number, bank: { holder, bank, routing: digits } }
}

/** Mobile wallets exist only in Bangladesh; phones elsewhere can be recharged. */
function phoneAccount({ kind, account, holder, bank, routing }: MethodInput, country: string | null): PayoutAccount {
  if (holder || bank || routing) throw refusal('kind', `takes no bank's details: it is "${kind}"`)
  const digits = digitsOf(account)
  const [, phone = account, check = ''] = (kind === 'rocket' && /^((?:\+?88)?01[0-9]{9})([0-9])$/.exec(digits)) || []
  const number = readPhone(phone, country)
  const fits = number !== undefined && (kind === 'recharge' || /^\+8801[3-9][0-9]{8}$/.test(number))
  if (!fits) throw refusal('account', 'is not a mobile number, like 01712345678')
  return { kind, account: number + check, bank: null }
}

function refusal(path: string, message: string): AppError {
  return new AppError('request_invalid', `The account cannot be paid to: ${path} ${message}.`, {
    fields: [{ path, message }],
  })
}

/** One number is one wallet for every service; a Rocket number with its check digit is the same one. */
export function walletDigest(key: Buffer, { kind, account }: PayoutAccount): string {
  const number = kind === 'rocket' ? account.slice(0, 14) : account
  return digestOf(key, 'wallet', kind === 'bank' ? `bank:${number}` : number)
}

/** Enough for its owner to recognise it. */
export function hintOf({ account }: PayoutAccount): string {
  return account.slice(-3)
}

/** For its owner, who may have several: `017•••••678`, the digits that bKash shows of a number. */
export function maskOf({ kind, account }: PayoutAccount): string {
  const hint = hintOf({ kind, account, bank: null })
  const number = account.replace(/^\+880/, '0')
  if (kind === 'bank' || number.length < 10) return `•••${hint}`
  return number.slice(0, 3) + '•'.repeat(number.length - 6) + hint
}

export function accountText(account: PayoutAccount): string {
  return JSON.stringify(account)
}

export function accountOfText(text: string): PayoutAccount {
  return JSON.parse(text) as PayoutAccount
}
