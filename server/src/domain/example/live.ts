/** Lives one invented day of a test program by the same verbs that an app calls. */
import { hourMs } from '../../clock.js'
import { AppError, must } from '../../errors.js'
import { clickIdOfBytes } from '../../readers/click-id.js'
import { clickBatchers, type ClickBatcher } from '../clicks/record.js'
import { addressDigestBytes, agentDigestBytes } from '../identities/digest.js'
import { addMembers } from '../members/add-members.js'
import { join } from '../participants/join.js'
import { requestPayout } from '../payouts/request.js'
import { recordEvent } from '../rewards/qualify.js'
import { prepareSignup } from '../signups/command.js'
import { decideAll } from '../signups/submit.js'
import type { Context } from '../standing/context.js'
import { standingOf, type Program } from '../standing/find.js'
import { advanceClock } from '../sweeps/advance-clock.js'
import { exampleMembers, joinsOf, planOf, type ExampleSignup, type ExampleVisit } from './plan.js'

const cashOutsMax = 4
const hourSeconds = hourMs / 1000

/** Of 24 hours: clicks, then half of the accounts, then the others. @param day 0 to `exampleDays` - 1 */
export async function liveDay(context: Context, program: Program, day: number): Promise<void> {
  if (day === 0) {
    const members = exampleMembers.map(({ userId, phone }) => ({ userId, identities: { phone } }))
    await addMembers(context, program, { members })
  }
  for (const { userId, phone, device, name } of joinsOf(day)) {
    await join(context, program, userId, { identities: { phone, device }, country: 'BD', displayName: name })
  }
  const codes = await readCodes(context, program)
  const plan = planOf(day, Math.max(1, codes.length))
  const clickIds = await follow(context, program, codes, plan.visits)
  const opened = plan.visits.flatMap(({ opens }, index) =>
    opens === null ? [] : [{ opens, clickId: clickIds[index] }],
  )
  const others = plan.others.map((opens) => ({ opens, clickId: undefined }))
  const halves = [
    { hours: 5, signups: opened.filter((_, index) => index % 2 === 0) },
    { hours: 9, signups: [...opened.filter((_, index) => index % 2 > 0), ...others] },
  ]
  for (const { hours, signups } of halves) {
    await advanceClock(context, program, hours * hourSeconds)
    const commands = signups.map(({ opens, clickId }) => commandOf(context, program, codes, opens, clickId))
    if (commands.length > 0) await decideAll(context, program, commands)
  }
  await act(context, program, plan.active)
  if (day % 3 === 2) await cashOut(context, program, day)
  await advanceClock(context, program, 10 * hourSeconds)
}

function commandOf(
  context: Context,
  program: Program,
  codes: readonly string[],
  { userId, phone, device, country, birthYear, advocate, by }: ExampleSignup,
  clickId: string | undefined,
) {
  const code = by === 'code' && advocate !== null ? codes[advocate] : undefined
  return prepareSignup(context, program, { userId, clickId, code, identities: { phone, device }, country, birthYear })
}

/** In the order in which they joined. */
async function readCodes({ sql }: Context, program: Program): Promise<string[]> {
  const rows = await sql<{ code: string }[]>`
    select code from participants
    where program_id = ${program.id} and code is not null
    order by id
    limit 200`
  return rows.map(({ code }) => code)
}

/** @returns the click ids as the app receives them */
async function follow(
  context: Context,
  program: Program,
  codes: readonly string[],
  visits: readonly ExampleVisit[],
): Promise<(string | undefined)[]> {
  const batcher: ClickBatcher = clickBatchers(context, { batch: () => {}, recorded: () => {} }).of(program.id)
  const clickKey = context.keys.key(program.keyVersion, 'click')
  const addressKey = context.keys.key(program.keyVersion, 'address')
  return Promise.all(
    visits.map(async ({ advocate, via, address }) => {
      const code = codes[advocate]
      if (code === undefined) return undefined
      const recorded = await batcher.submit({
        code,
        via,
        utm: null,
        platform: 'android',
        address: addressDigestBytes(addressKey, address),
        agent: agentDigestBytes(addressKey, `example ${address}`),
      })
      return recorded && clickIdOfBytes(clickKey, program.id, recorded)
    }),
  )
}

async function act(context: Context, program: Program, places: readonly number[]): Promise<void> {
  const friends = await context.sql<{ user_id: string }[]>`
    select p.user_id from referrals r
    join participants p on p.program_id = r.program_id and p.id = r.id
    where r.program_id = ${program.id} and r.state = 'counted'
    order by r.id
    limit 1000`
  if (friends.length === 0) return
  for (const userId of new Set(places.map((place) => must(friends[place % friends.length], 'a friend').user_id))) {
    await recordEvent(context, program, { userId, name: 'opened_app' })
  }
}

/** Some of those who can cash out do. A wallet of the terms may be missing: then nobody does. */
async function cashOut(context: Context, program: Program, day: number): Promise<void> {
  const { inForce } = await standingOf(context, program.id)
  const rows = await context.sql<{ user_id: string; available_minor: bigint }[]>`
    select user_id, available_minor from participants
    where program_id = ${program.id} and available_minor > 0
      and available_minor >= ${inForce.terms.minimumPayoutMinor.toString()}::bigint
    order by available_minor desc, id
    limit ${cashOutsMax}`
  for (const [index, { user_id: userId, available_minor: amountMinor }] of rows.entries()) {
    const account = `0181${2_000_000 + day * 10 + index}`
    try {
      await requestPayout(context, program, userId, `example ${day} ${userId}`, {
        amountMinor,
        method: { kind: 'bkash', account },
      })
    } catch (error) {
      // A second wallet of a person, or one that the terms do not have.
      if (!(error instanceof AppError)) throw error
    }
  }
}
