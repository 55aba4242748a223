/**
 * An advocate asks about a friend who was not counted. The answer depends only on the rules (portal/friends.ts); the
 * question is stored for a person. Nobody is looked up, so neither the answer nor its time reveals an account.
 */
import * as z from 'zod'
import type { Tx } from '../../db/connect.js'
import { AppError, must } from '../../errors.js'
import { newId } from '../../ids.js'
import { readEmail } from '../../readers/email.js'
import { readPhone } from '../../readers/phone.js'
import { isBlank } from '../../readers/text.js'
import type { Context } from '../standing/context.js'
import { digestOf, type IdentityDigest } from '../identities/digest.js'
import { lockPresent } from '../person/lock.js'
import { readParticipant, type Participant } from '../person/read.js'
import { answerMissingFriend, cameBy, missingAnswers, openedAt } from '../portal/friends.js'
import { sharingOf } from '../portal/sharing.js'
import { dayIn } from '../standing/calendar.js'
import type { Program } from '../standing/find.js'
import { inProgram } from '../standing/in-program.js'

/** How many friends a participant may ask about per day. Further questions are answered and not stored. */
const perDayMax = 5

export const missingFriendSchema = z.strictObject({
  came: z.enum(cameBy),
  opened: z.enum(openedAt),
  friend: z
    .string()
    .max(320)
    .nullish()
    .describe("The friend's phone number or email, stored as a digest for a person to look at"),
})

export interface MissingFriendAnswer {
  readonly answer: (typeof missingAnswers)[number]
  /** Whether a person will see it; false beyond the daily limit. */
  readonly noted: boolean
}

/** @throws AppError `request_invalid` if `friend` is neither a phone number nor an email. */
export async function askMissingFriend(
  context: Context,
  program: Program,
  participantId: string,
  asked: z.output<typeof missingFriendSchema>,
): Promise<MissingFriendAnswer> {
  return inProgram(context, program, async (tx, standing) => {
    const participant = await readParticipant(tx, program.id, participantId)
    const friend = friendOf(context, program, participant, asked.friend ?? '')
    const { obstacle } = await sharingOf(tx, program.id, participant, standing)
    const { lateCodeHours, timeZone } = standing.inForce.terms
    const answer = answerMissingFriend(asked, lateCodeHours, obstacle)
    const { came, opened } = asked
    const day = dayIn(timeZone, standing.now)
    const question = { participantId, friend, came, opened, answer, day, at: standing.now }
    return { answer, noted: await keep(tx, program.id, question) }
  })
}

function friendOf(
  { keys }: Context,
  program: Program,
  { country }: Participant,
  typed: string,
): IdentityDigest | undefined {
  if (isBlank(typed)) return undefined
  const key = keys.key(program.keyVersion, 'identity')
  const email = readEmail(typed)
  if (email !== undefined) return { kind: 'email', digest: digestOf(key, 'email', email) }
  const phone = readPhone(typed, country)
  if (phone !== undefined) return { kind: 'phone', digest: digestOf(key, 'phone', phone) }
  const fields = [{ path: 'friend', message: 'is not a phone number or a mail address' }]
  throw new AppError('request_invalid', 'The body does not match the API.', { fields })
}

interface Question {
  readonly participantId: string
  readonly friend: IdentityDigest | undefined
  readonly came: string
  readonly opened: string
  readonly answer: string
  readonly day: string
  readonly at: Date
}

/**
 * One row per friend. Asking again on the same day changes only the text; on a later day it reopens the question. The
 * participant is locked, so that concurrent questions cannot exceed the daily limit.
 */
async function keep(tx: Tx, programId: number, question: Question): Promise<boolean> {
  const { participantId, friend, came, opened, answer, day, at } = question
  await lockPresent(tx, programId, participantId)
  const [today] = await tx<{ others: number }[]>`
    select count(*)::int as others from missing_friends
    where program_id = ${programId} and participant_id = ${participantId} and day = ${day}::date
      and digest is distinct from ${friend?.digest ?? null}::uuid`
  if (must(today, 'a count').others >= perDayMax) return false
  await tx`
    insert into missing_friends as m (program_id, id, participant_id, kind, digest, came, opened, answer, times, day,
      first_asked_at, asked_at)
    values (${programId}, ${newId()}, ${participantId}, ${friend?.kind ?? null}, ${friend?.digest ?? null}::uuid, ${came},
      ${opened}, ${answer}, 1, ${day}::date, ${at}, ${at})
    on conflict (program_id, participant_id, digest) do update
    set came = excluded.came, opened = excluded.opened, answer = excluded.answer,
      times = m.times + case when m.day = excluded.day then 0 else 1 end,
      note = case when m.day = excluded.day then m.note end,
      resolved_by = case when m.day = excluded.day then m.resolved_by end,
      resolved_at = case when m.day = excluded.day then m.resolved_at end,
      asked_at = case when m.day = excluded.day then m.asked_at else excluded.asked_at end, day = excluded.day`
  return true
}
