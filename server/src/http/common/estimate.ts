/** The estimate on the wire, the same in the API and the portal. */
import * as z from 'zod'
import { contactsDefault, contactsMax } from '../../domain/estimate/estimate.js'
import { numberInQuery } from './paging.js'

const contactsMessage = `must be a number from 1 to ${contactsMax}`

export const estimateQuery = z.strictObject({
  contacts: z
    .string()
    .regex(/^[0-9]{1,4}$/, contactsMessage)
    .transform(Number)
    .refine((contacts) => contacts >= 1 && contacts <= contactsMax, contactsMessage)
    .default(contactsDefault)
    .meta(numberInQuery(1, contactsMax, contactsDefault))
    .describe(`How many people would be asked, from 1 to ${contactsMax}; ${contactsDefault} when absent`),
})

const outcome = z.object({ friends: z.int(), amountMinor: z.bigint() })

export const estimateView = z.object({
  contacts: z.int(),
  sharers: z
    .int()
    .describe('The participants that it is computed from: their link was followed, or they brought a friend'),
  sharersMin: z.int().describe('The smallest number of sharers for an estimate'),
  currency: z.string(),
  rewardMinor: z.bigint().describe('Per friend, by the terms in force'),
  figures: z
    .object({
      contactsCounted: z.int().describe('Fewer than `contacts` if that number is beyond the known range'),
      askedBefore: z.int().describe('How many people each sharer is assumed to have asked'),
      typical: outcome.describe('Half of the people get no more'),
      nothingHundredths: z.int().describe('How many people in a hundred get nothing'),
      from: outcome.describe('Eight people in ten get between `from` …'),
      to: outcome.describe('… and `to`'),
    })
    .nullable()
    .describe('Null with too few sharers, and once the program has ended'),
  ended: z.boolean().describe('The program has ended: new friends do not count'),
})
