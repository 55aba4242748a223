/** Random requests of every operation of the API. */
import fc from 'fast-check'
import { fill, parametersOf, sampleOf, type Document } from './operations.js'
import { type Sent } from './wire.js'
import { anyText } from '../support/text.js'

/** What requests are drawn from. */
interface Drawn {
  readonly document: Document
  readonly values: Readonly<Record<string, string>>
}

/** An operation with parts that may be right, nearly right or nothing like it. */
export function requestOf({ document, values }: Drawn): fc.Arbitrary<Sent> {
  const nasty = fc.oneof(
    fc.constantFrom('\0', '\ud800', '', '০১৭১২৩৪৫৬৭৮', '__proto__', '2026-13-45T00:00:00Z', '-0', '💸', 'u-1001'),
    fc.constantFrom(values['program'] ?? '', values['code'] ?? '', values['key'] ?? '', values['referral'] ?? ''),
    anyText({ maxLength: 50 }),
  )
  const leaf = fc.oneof(
    nasty,
    fc.constantFrom(null, true, 0, -1, 1, 1.5, 2 ** 53, 1e308, -0, 1999),
    fc.double({ noNaN: true }),
  )
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(nasty, tie('value'), { maxKeys: 3 }),
    ),
  }))
  return fc.constantFrom(...document.operations).chain((operation): fc.Arbitrary<Sent> => {
    const { method, path, body, query } = operation
    const names = Object.keys(body?.properties ?? {})
    const nearly = fc
      .dictionary(names.length > 0 ? fc.constantFrom(...names) : nasty, value, { maxKeys: 4 })
      .map((some) => ({ ...(body && (sampleOf(body) as object)), ...some }))
    const segment = fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: nasty })
    return fc
      .record({
        segments: fc.array(segment, { minLength: 3, maxLength: 3 }),
        body: fc.oneof(nearly, value),
        query: fc.dictionary(query.length > 0 ? fc.constantFrom(...query) : nasty, nasty, { maxKeys: 2 }),
      })
      .map((one) => {
        const chosen = parametersOf(path).map((name, index) => [name, one.segments[index] ?? values[name] ?? 'x'])
        const encoded = chosen.map(([name, part]) => [name, encode(part ?? '')])
        const asked = Object.entries(one.query).map((pair) => pair.map(encode).join('='))
        return {
          method,
          path: [fill(path, Object.fromEntries(encoded)), asked.join('&')].filter(Boolean).join('?'),
          ...(body && { body: JSON.stringify(one.body) }),
        }
      })
  })
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}
