/** How the people, codes and terms of a history are written on the wire. */
import type { Body } from '../support/api.js'
import type { IdentityChoice, Spelled } from './commands.js'
import type { Identities, Terms } from './terms.js'

const bengali = (text: string) => text.replace(/[0-9]/g, (digit) => String.fromCharCode(0x09e6 + Number(digit)))

/** One phone, as people write it. The first two can be read in every country. */
function spellPhone({ value, spelling }: Spelled): string {
  const rest = `17123456${String(value).padStart(2, '0')}`
  const spelt = [`+880${rest}`, `+880 ${rest.slice(0, 4)}-${rest.slice(4)}`]
  const atHome = [`0${rest}`, `880${rest}`, bengali(`0${rest}`), `0${rest.slice(0, 4)}-${rest.slice(4)}`]
  return [...spelt, ...atHome][spelling] ?? ''
}

function spellEmail({ value, spelling }: Spelled): string {
  const text = `rahim${value}@example.com`
  return [text, text.toUpperCase(), `Rahim${value}@example.com`][spelling % 3] ?? ''
}

export function spellCode(code: string, spelling: number): string {
  const grouped = `${code.slice(0, 3)}-${code.slice(3, 6)} ${code.slice(6)}`
  return [code, grouped, bengali(code), bengali(grouped), ` ${code} `, code.split('').join(' ')][spelling] ?? ''
}

export function onTheWire({ phone, email, device, install }: IdentityChoice, country: string | null = 'BD'): Body {
  return {
    ...(phone && { phone: spellPhone(country === 'IN' ? { ...phone, spelling: phone.spelling % 2 } : phone) }),
    ...(email && { email: spellEmail(email) }),
    ...(device && { device: `device-${device.value}` }),
    ...(install && { install: `install-${install.value}` }),
  }
}

export function normalised(choice: IdentityChoice): Identities {
  return Object.fromEntries(
    (['phone', 'email', 'device', 'install'] as const).flatMap((kind) => {
      const chosen = choice[kind]
      return chosen === undefined ? [] : [[kind, String(chosen.value)]]
    }),
  )
}

export const userName = (number: number) => `ব্যক্তি-${number}`
export const iso = (at: number) => new Date(at).toISOString()

export function wireTerms(terms: Partial<Terms>): Body {
  const { startsAt, endsAt, qualifyingEvent, ...rest } = terms
  // What an action is called is not of the model.
  const event = qualifyingEvent ? { qualifyingEvent: { label: null, ...qualifyingEvent } } : { qualifyingEvent }
  const dates = {
    ...(startsAt !== undefined && { startsAt: iso(startsAt) }),
    ...(endsAt !== undefined && { endsAt: iso(endsAt) }),
  }
  // As plain JSON: fast-check's records have no prototype, and a strict comparison sees that.
  return JSON.parse(JSON.stringify({ ...rest, ...(qualifyingEvent !== undefined && event), ...dates }))
}
