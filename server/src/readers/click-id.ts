/**
 * A click's id as it travels: `clk_<typeid>_<mac>`, 47 characters. The mac keeps anybody from trying ids. It has a fixed
 * form, so it is looked for inside the text: in what grew onto it on its way, and in a Play install referrer.
 *
 * | value                                                                     | read as                                   |
 * | ------------------------------------------------------------------------- | ----------------------------------------- |
 * | an id that we gave out for this program                                   | accepted                                  |
 * | text before it, and behind it anything that is none of its characters     | ignored (`…?fbclid=x`, `&amp;bondhu=…`)   |
 * | percent-encoded once or twice, fullwidth characters, invisible ones, other dashes | repaired                          |
 * | another case, another mac, another program's, none at all                 | ignored: no id                            |
 *
 * All of a text are returned, in their order, up to `idsMax`: which of them counts is decided by what is known of them.
 * Nothing is refused. Pure.
 */
import { timingSafeEqual } from 'node:crypto'
import { bytesToWire, fromWire, toWire } from '../ids.js'
import { mac } from '../mac.js'
import { percentDecoded, visible } from './text.js'

/** 96 bits of base64url. */
const macLength = 16
/** A text with more ids is not a referrer. */
const idsMax = 10

export function clickIdText(key: Buffer, programId: number, uuid: string): string {
  return signed(key, programId, toWire('clk', uuid))
}

/** @param bytes the id's, as `newIdBytes` makes them */
export function clickIdOfBytes(key: Buffer, programId: number, bytes: string): string {
  return signed(key, programId, bytesToWire('clk', bytes))
}

function signed(key: Buffer, programId: number, id: string): string {
  return `${id}_${macOf(key, programId, id)}`
}

/** The uuids of the clicks whose ids are in the text. */
export function readClickIds(key: Buffer, programId: number, text: string): string[] {
  const asSent = idsIn(key, programId, text)
  if (asSent.length > 0 || !mayHide(text)) return asSent
  const plain = visible(percentDecoded(percentDecoded(text))).normalize('NFKC')
  return idsIn(key, programId, plain.replace(/\p{Pd}|\u2212/gu, '-'))
}

/** Whether a text names a click at all. The install referrer of a visitor who followed no link does not. */
export function namesClick(text: string): boolean {
  return /bondhu(?:=|%3d|%253d)|clk_/i.test(text)
}

function idsIn(key: Buffer, programId: number, text: string): string[] {
  const found = new Set<string>()
  let tried = 0
  for (const [, id = '', given = ''] of text.matchAll(/(clk_[0-9a-z]{26})_([A-Za-z0-9_-]{16})(?![A-Za-z0-9_-])/g)) {
    if (++tried > idsMax) break
    // The mac covers the spelling that we issued, so a valid id is spelled that way.
    const isOurs = timingSafeEqual(Buffer.from(given), Buffer.from(macOf(key, programId, id)))
    const uuid = isOurs ? fromWire('clk', id) : undefined
    if (uuid !== undefined) found.add(uuid)
  }
  return [...found]
}

function mayHide(text: string): boolean {
  return /[%\u0080-\uffff]/.test(text)
}

function macOf(key: Buffer, programId: number, id: string): string {
  return mac(key, `${programId}:${id}`, 'base64url').slice(0, macLength)
}
