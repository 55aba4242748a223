/**
 * The marks that a link carries: where it was shared (`via`) and the campaign (`utm_…`).
 *
 * | value                                                             | read as                              |
 * | ----------------------------------------------------------------- | ------------------------------------ |
 * | `via` of 1 to 32 letters, digits, `-` and `_`                     | accepted                             |
 * | capital letters, what chat programs put behind an address         | repaired: small letters, left out    |
 * | another `via`, an empty mark, other parameters                    | ignored                              |
 * | `utm_…` of any text                                               | accepted, without NUL, up to 100 characters |
 *
 * Nothing is refused. Pure.
 */
import { bare } from './text.js'

export interface Campaign {
  readonly via: string | null
  /** JSON. */
  readonly utm: string | null
}

const utmNames = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content']
const valueLengthMax = 100

export function readCampaign(query: string): Campaign {
  if (query === '') return { via: null, utm: null }
  // The spelling of the portal's share buttons.
  const channel = /^via=([a-z0-9_-]{1,32})$/.exec(query)?.[1]
  if (channel !== undefined) return { via: channel, utm: null }
  const parameters = new URLSearchParams(query)
  const via = bare(parameters.get('via') ?? '').toLowerCase()
  const utm = utmNames.flatMap((name) => {
    const value = parameters.get(name)
    return value ? [[name, kept(value)]] : []
  })
  return {
    via: /^[a-z0-9_-]{1,32}$/.test(via) ? via : null,
    utm: utm.length > 0 ? JSON.stringify(Object.fromEntries(utm)) : null,
  }
}

/** PostgreSQL's jsonb accepts no NUL, and no campaign needs a longer name. */
function kept(value: string): string {
  return value.slice(0, valueLengthMax).toWellFormed().replaceAll('\0', '')
}
