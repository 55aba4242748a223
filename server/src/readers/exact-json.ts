/**
 * Looks for what `JSON.parse` changes without saying so: it keeps the last value of a repeated name, and it rounds a number
 * that a double cannot hold. An amount that was sent would be another. Takes valid JSON, in one pass. Pure.
 *
 * | written                                                    | answer                                            |
 * | ---------------------------------------------------------- | ------------------------------------------------- |
 * | `{"a":1,"b":[{"a":2}]}`                                    | nothing found                                     |
 * | `{"a":1,"a":1}`, `{"a":1,"\u0061":2}`                      | `a` is repeated                                   |
 * | `1000`, `1.50`, `1e3`, and every number that a double prints | nothing found                                   |
 * | `999999999999.9999999`, `9007199254740993`, `1e999`, `1e-999` | the number would be rounded                    |
 * | objects and lists in each other, deeper than `depthMax`    | too deep                                          |
 */
import type { FieldError } from '../errors.js'

const depthMax = 64
const numberLengthMax = 100
const pathLengthMax = 200
/** A double holds every decimal number with this many digits. */
const digitsHeld = 15

/** An open object or list. */
interface Open {
  /** The names so far; undefined in a list. */
  readonly names: Set<string> | undefined
  /** The name read last, and whether its value comes next. */
  name: string
  named: boolean
  /** The position in a list. */
  index: number
}

const [quote, backslash, comma, minus, zero, nine] = codesOf('"\\,-09')
const [openObject, closeObject, openList, closeList] = codesOf('{}[]')
const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y

export function findInexact(json: string): FieldError | undefined {
  const open: Open[] = []
  let inside: Open | undefined
  for (let at = 0; at < json.length; at++) {
    const unit = json.charCodeAt(at)
    if (unit === quote) {
      const end = endOfText(json, at)
      if (inside?.names !== undefined && !inside.named) {
        inside.named = true
        inside.name = nameOf(json.slice(at, end))
        if (inside.names.has(inside.name)) return found(open, 'is repeated: send each name once')
        inside.names.add(inside.name)
      }
      at = end - 1
    } else if (unit === comma) {
      if (inside !== undefined) {
        inside.named = false
        inside.index += 1
      }
    } else if (unit === minus || (unit >= zero && unit <= nine)) {
      number.lastIndex = at
      const text = number.exec(json)?.[0] ?? json.charAt(at)
      if (!isHeld(text)) return found(open, 'is a number with more digits than can be read exactly')
      at += text.length - 1
    } else if (unit === openObject || unit === openList) {
      if (open.length === depthMax) return found(open.slice(0, 1), `is nested deeper than ${depthMax} levels`)
      inside = { names: unit === openObject ? new Set() : undefined, named: false, name: '', index: 0 }
      open.push(inside)
    } else if (unit === closeObject || unit === closeList) {
      open.pop()
      inside = open.at(-1)
    }
  }
  return undefined
}

function codesOf(signs: string): [number, number, number, number, number, number] {
  return Array.from(signs, (sign) => sign.charCodeAt(0)) as [number, number, number, number, number, number]
}

function found(open: readonly Open[], message: string): FieldError {
  const parts = open.map(({ names, name, index }) => (names === undefined ? String(index) : name))
  return { path: parts.join('.').slice(0, pathLengthMax), message }
}

/** @returns the place after the closing quotation mark of the text that begins at `start` */
function endOfText(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end !== -1; end = json.indexOf('"', end + 1)) {
    let before = end
    while (json.charCodeAt(before - 1) === backslash) before -= 1
    if ((end - before) % 2 === 0) return end + 1
  }
  return json.length
}

function nameOf(written: string): string {
  return written.includes('\\') ? String(JSON.parse(written)) : written.slice(1, -1)
}

/** Whether the double prints as the same number. */
function isHeld(text: string): boolean {
  if (text.length <= digitsHeld && !/e/i.test(text)) return true
  if (text.length > numberLengthMax) return false
  const value = Number(text)
  return Number.isFinite(value) && plainOf(String(value)) === plainOf(text)
}

/** One spelling per number: `-1.50e3` is `-15e2`. */
function plainOf(text: string): string {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.')
  const digits = (whole + fraction).replace(/^0+/, '')
  const kept = digits.replace(/0+$/, '')
  if (kept === '') return '0'
  const power = Number(exponent) - fraction.length + digits.length - kept.length
  return `${mantissa.startsWith('-') ? '-' : ''}${kept}e${power}`
}
