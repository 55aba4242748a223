/**
 * Most accounts of the friend's network have the same kind of phone as the friend. The friends of all advocates are
 * compared. A hostel and a school have one address and many kinds of phones; a farm has one kind.
 */
import * as z from 'zod'
import { concentration } from '../signals/crowds.js'
import { ringOf } from '../signals/rings.js'
import { rule } from '../signals/rule.js'
import { provenMax } from '../signals/shared-marks.js'
import { bounded } from '../signals/weight.js'

const perMate = 2

export const onePlace = rule({
  name: 'one_place',
  family: 'network',
  stages: ['release'],
  parameters: z.strictObject({
    accountsFrom: z.int().min(2).max(24).default(3).describe('Other accounts of this network with this kind of phone'),
  }),
  finds(one, { accountsFrom }) {
    const ring = ringOf(one)
    if (one.group === null || ring?.bond !== 'place' || one.cluster !== null) return undefined
    const around = one.sameSubnet
    const accounts = around.filter(({ agent }) => agent !== null && agent === one.trace.agent).length
    const of = around.length
    if (accounts < accountsFrom) return undefined
    const alike = concentration(accounts, of, 'agent', one.group.usual)
    const weight = bounded(Math.min(alike, perMate * accounts), 0, provenMax(one, one.group, ring, 10))
    return weight === 0 ? undefined : { weight, figures: { accounts, of } }
  },
})
