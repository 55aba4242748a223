/** Phone numbers of Bangladesh, as people type them. Pure except for the random one. */
import { randomInt } from 'node:crypto'

const bengaliZero = '০'.charCodeAt(0)

export function asciiDigits(typed: string): string {
  return typed.replace(/[০-৯]/g, (digit) => String(digit.charCodeAt(0) - bengaliZero))
}

/** `+৮৮০ ১৭১২-৩৪৫৬৭৮` → `01712345678`. Undefined if it cannot be a mobile number. */
export function parsePhone(typed: string): string | undefined {
  const digits = asciiDigits(typed).replace(/[\s().-]/g, '')
  const local = /^(?:\+?880|0)(1[3-9]\d{8})$/.exec(digits)?.[1]
  return local === undefined ? undefined : `0${local}`
}

/** So that people who try the demo need not give their own number. */
export function madeUpPhone(): string {
  return `0171${randomInt(10_000_000).toString().padStart(7, '0')}`
}

/** `01712-345678` */
export function showPhone(phone: string): string {
  return `${phone.slice(0, 5)}-${phone.slice(5)}`
}
