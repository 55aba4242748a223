/**
 * Friends who have something in common have fewer kinds of phones than so many people have: the drawer of a household,
 * the shelf of a farm. The computers of a café and the stock of a shop do too, so it weighs in full only where these
 * friends do not come back.
 */
import * as z from 'zod'
import type { Bond } from '../signals/ring.js'
import { arePublic } from '../signals/public-phones.js'
import { ringOf } from '../signals/rings.js'
import { rule } from '../signals/rule.js'
import { provenMax } from '../signals/shared-marks.js'
import { phonesOf } from '../signals/variety.js'
import { bounded } from '../signals/weight.js'

export const fewPhones = rule({
  name: 'few_phones',
  family: 'network',
  stages: ['release'],
  parameters: z.strictObject({
    friendsFrom: z.int().min(3).max(200).default(4).describe('Friends with something in common'),
  }),
  finds(one, { friendsFrom }) {
    const ring = ringOf(one)
    // A group that was chosen by its phones is for `one_place`.
    if (ring === undefined || ring.bond === 'place' || one.group === null) return undefined
    // Without reports of what friends do nobody tells a farm from the stock of a shop.
    if (one.group.usual.days === null) return undefined
    const phones = phonesOf(one, one.group, ring)
    if (phones === undefined || phones.friends < friendsFrom) return undefined
    const max = arePublic(one, ring) ? publicMax : provenMax(one, one.group, ring, 9)
    const weight = bounded(phones.weight, isOnePlace(ring.bond) ? -4 : 0, max)
    return weight === 0 ? undefined : { weight, figures: { friends: phones.friends, kinds: phones.kinds } }
  },
})

/** Customers who share a few computers have few kinds anyway. */
const publicMax = 3

/** Many kinds of phones speak for people only where a farm would have few: a box of cards is behind any phones. */
function isOnePlace(bond: Bond): boolean {
  return bond === 'address' || bond === 'subnet' || bond === 'lines' || bond === 'home'
}
