/** English: what people are told of a change, to be pushed or texted as it is. */
import type { changes as base } from '../bn/changes.js'

export const changes: typeof base = {
  linkStopped:
    'Your link and code were stopped. Nobody who comes by them now counts. Your money stays yours and can be cashed out. Write to us to ask about it.',
  linkRestarted: 'Your link and code work again. New friends count from now on.',
  counted: (amount) => `A friend of yours was counted. ${amount} is yours to cash out now.`,
  countedFrom: (amount, day) =>
    `A friend of yours was counted. ${amount} is being checked and is yours to cash out from ${day}.`,
  afterLapse: (counted) => `We learnt that a friend did what was left in time after all. ${counted}`,
  available: (amount) => `${amount} is yours to cash out now.`,
  bonusFrom: (amount, day) => `You get ${amount}. It is being checked and is yours to cash out from ${day}.`,
  pending: (amount, day) => `A friend joined through your link. You get ${amount} if they do what is left by ${day}.`,
  bonusPending: (amount, day) => `You get ${amount} if you do what is left by ${day}.`,
  review: (amount) => `We are checking ${amount} for a friend of yours. We will tell you when it is done.`,
  bonusReview: (amount) => `We are checking ${amount} of yours. We will tell you when it is done.`,
  afterReview: (amount) => `The check is done. ${amount} for a friend of yours is right, and yours to cash out now.`,
  afterReviewFrom: (amount, day) =>
    `The check is done. ${amount} for a friend of yours is right, and yours to cash out from ${day}.`,
  lapsed: (amount) => `A friend did not do what was left in time, so ${amount} was not counted.`,
  bonusLapsed: (amount) => `What was left was not done in time, so ${amount} was not counted.`,
  friendRefused: {
    program_not_live:
      'A friend came through your link. The offer was not running at that time, so this was not counted.',
    program_closed:
      'A friend came through your link. The offer has ended, or may not run in their country, so this was not counted.',
    link_stopped: 'A friend came by your code. Your link and code are stopped, so this was not counted.',
  },
  upheld: 'We looked at what you told us, and you are right. It is counted now.',
  dismissed: (refusal) => `We looked at what you told us. The decision stays: ${refusal}`,
  ownTakenBack: (amount) =>
    `${amount} of yours was taken back: a person cannot invite themselves through their own link.`,
  takenBack: (amount) =>
    `${amount} of yours was taken back: a check found that it does not count by the rules of the offer.`,
  paid: (amount) => `You have received ${amount}.`,
  notPaid: (amount, why) => `${amount} could not be sent. ${why}`,
  returned: (amount, where) => `${amount} that was sent to you came back. ${where}`,
  cashOutAgain: 'It can be cashed out again.',
  methodChanged: (day) =>
    `The account your money goes to was changed. You can cash out to it from ${day}. If it was not you, say so now.`,
  budgetExhausted:
    'All the money of the offer is promised. No new friend counts for now. What you have earned stays yours.',
  paused: 'The offer is paused. No new friend counts for now. What you have earned stays yours.',
  resumed: 'The offer is running again.',
  closing: (day) =>
    `The offer has ended. Friends who followed your link before count if they join by ${day}. What you have earned stays yours, and all of it can be cashed out.`,
  settled: 'The offer is settled. What you have not cashed out is still yours, and can still be cashed out.',
}
