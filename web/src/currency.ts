/**
 * Currencies and their minor units, by ISO 4217, for the server and for pages. A display library is not asked: its table
 * differs from ISO 4217 and from one version to the next, and money would change by a hundred. Pure.
 */

/**
 * The currencies of ISO 4217 (list one, 2026), by the digits of their minor unit. Metals, test codes and the units of
 * banks, which have no minor unit, are left out: nobody is paid in them.
 */
const byDigits: readonly (readonly [number, string])[] = [
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
  [
    2,
    `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP
    COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR
    JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN
    NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL
    THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG`,
  ],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
  [4, 'CLF UYW'],
]

const digitsOf: ReadonlyMap<string, number> = new Map(
  byDigits.flatMap(([digits, codes]) => codes.split(/\s+/).map((code) => [code, digits] as const)),
)

export const currencies: readonly string[] = [...digitsOf.keys()]

export function isCurrency(code: string): boolean {
  return digitsOf.has(code)
}

/**
 * How many digits an amount has after the point: 2 for BDT, 0 for JPY, 3 for KWD.
 * @throws Error for a code that is not listed: no program has one
 */
export function minorDigits(currency: string): number {
  const digits = digitsOf.get(currency)
  if (digits === undefined) throw new Error(`ISO 4217 does not list the currency ${currency}`)
  return digits
}

/** `200000n` → `2000.00` of BDT, `200000` of JPY, `200.000` of KWD. Exact for any bigint. */
export function decimalText(amountMinor: bigint, currency: string): string {
  const digits = minorDigits(currency)
  const sign = amountMinor < 0n ? '-' : ''
  const text = (amountMinor < 0n ? -amountMinor : amountMinor).toString().padStart(digits + 1, '0')
  return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

/**
 * `১,০৫০.৫` → 105050 of BDT. Digits of both scripts, with commas, blanks and the sign of the taka; exact.
 * @returns minor units, or undefined for a text that is no amount of the currency
 */
export function typedMinor(typed: string, currency: string): number | undefined {
  const text = typed.replace(/[০-৯]/g, (digit) => String(digit.charCodeAt(0) - 0x9e6)).replace(/[\s৳]/g, '')
  // A comma groups by three, or in lakhs. `10,50` could be ten and a half: it is not read.
  const match = /^([0-9]{1,13}|[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3})(?:\.([0-9]+))?$/.exec(text)
  const digits = minorDigits(currency)
  if (match === null) return undefined
  const [, whole = '', part = ''] = match
  const minor = Number(whole.replaceAll(',', '') + part.padEnd(digits, '0'))
  return part.length <= digits && Number.isSafeInteger(minor) ? minor : undefined
}

/** 200050 → `2000.50` of BDT, 2000 → `20`: as a person would type it. */
export function typedText(amountMinor: number, currency: string): string {
  return decimalText(BigInt(amountMinor), currency).replace(/\.0+$/, '')
}
