/**
 * A click's id as it travels: `clk_<typeid>_<mac>`. The mac keeps anybody from trying ids; it is compared as text against
 * the one canonical spelling, so that one click has one name. Pure.
 */
import { timingSafeEqual } from 'node:crypto'
import { fromWire, toWire } from '../../ids.js'
import { mac } from '../../mac.js'

/** 96 bits of base64url. */
const macLength = 16

export function clickIdText(key: Buffer, programId: number, uuid: string): string {
  const id = toWire('clk', uuid)
  return `${id}_${macOf(key, programId, id)}`
}

/** The click's uuid, or undefined when this is not a click id that we made for this program. */
export function parseClickId(key: Buffer, programId: number, text: string): string | undefined {
  const match = /^(clk_[0-9a-z]{26})_([A-Za-z0-9_-]{16})$/.exec(text)
  if (match === null) return undefined
  const [, id = '', given = ''] = match
  // The mac is of the one spelling that we gave out: an id that carries it is spelled so.
  return timingSafeEqual(Buffer.from(given), Buffer.from(macOf(key, programId, id))) ? fromWire('clk', id) : undefined
}

/** The click id inside a raw Play install referrer (`utm_source=…&bondhu=clk_…`), which may have been encoded twice. */
export function clickIdOfReferrer(referrer: string): string | undefined {
  const direct = new URLSearchParams(referrer).get('bondhu')
  if (direct !== null) return direct
  const decoded = new URLSearchParams(`r=${referrer}`).get('r') ?? ''
  return new URLSearchParams(decoded).get('bondhu') ?? undefined
}

function macOf(key: Buffer, programId: number, id: string): string {
  return mac(key, `${programId}:${id}`, 'base64url').slice(0, macLength)
}
