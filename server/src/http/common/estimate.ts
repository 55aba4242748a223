/** The estimate on the wire: the same for whoever writes the app and for the portal. */
import { z } from 'zod'
import { contactsDefault, contactsMax } from '../../domain/estimate/estimate.js'

const contactsMessage = `must be a number from 1 to ${contactsMax}`

export const estimateQuery = z.strictObject({
  contacts: z
    .string()
    .regex(/^[0-9]{1,4}$/, contactsMessage)
    .transform(Number)
    .refine((contacts) => contacts >= 1 && contacts <= contactsMax, contactsMessage)
    .default(contactsDefault)
    .describe(`How many people would be asked, from 1 to ${contactsMax}; ${contactsDefault} when absent`),
})

const outcome = z.object({ friends: z.int(), amountMinor: z.bigint() })

export const estimateView = z.object({
  contacts: z.int(),
  sharers: z.int().describe('How many it rests on: whose link was followed, or who brought a friend'),
  sharersMin: z.int().describe('From how many on it can be told'),
  currency: z.string(),
  rewardMinor: z.bigint().describe('For each friend, by the terms in force'),
  figures: z
    .object({
      contactsCounted: z.int().describe('Fewer than `contacts` where so many lie beyond what is known'),
      askedBefore: z.int().describe('How many people each of the sharers is taken to have asked'),
      typical: outcome.describe('Half of the people get no more'),
      nothingHundredths: z.int().describe('Of a hundred people, how many get nothing'),
      from: outcome.describe('Eight of ten lie between `from` …'),
      to: outcome.describe('… and `to`'),
    })
    .nullable()
    .describe('Null while it is too early to tell, and once the program has ended'),
  ended: z.boolean().describe('Whoever joins now no longer counts: there is nothing to expect'),
})
