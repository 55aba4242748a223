/**
 * The demo's program: created on the first start by the same verbs as any other, and found on later starts. Every step
 * is harmless when repeated, so the next start finishes an interrupted one, and two can run at once.
 */
import { seedMembers } from '@bondhu/example-golpo'
import { drawDemoLogo } from './demo-logo.js'
import { dayMs } from '../clock.js'
import type { Context } from '../domain/standing/context.js'
import { addMembers } from '../domain/members/add-members.js'
import { listKeys, makeKey, revokeKey } from '../domain/keys/keys.js'
import type { Permission } from '../domain/operators/permissions.js'
import { changeProgram } from '../domain/programs/change.js'
import { setLogo } from '../domain/programs/logo.js'
import { createProgram, createSchema } from '../domain/programs/create.js'
import { Programs, standingOf, type Program, type Standing } from '../domain/standing/find.js'
import { fundProgram } from '../domain/programs/fund.js'
import { moveProgram } from '../domain/programs/states.js'
import { AppError } from '../errors.js'

const demoSlug = 'golpo'
const organization = { name: 'Golpo', contact: 'golpo@example.com' }
/** As the demo's app looks, so that its portal is of one piece with it. */
const brand = {
  color: '#9c3d1c',
  appName: { bn: 'গল্প', en: 'Golpo' },
  benefit: {
    bn: 'রোজ পাঁচ মিনিটে একটি নতুন গল্প। প্রথম ৩০ দিন টাকা লাগে না।',
    en: 'A new story each day, in five minutes. The first 30 days are free.',
  },
  shareText: {
    bn: 'আমি রোজ রাতে একটা করে ছোট গল্প পড়ি, আপনারও ভালো লাগতে পারে।',
    en: 'I read a short story each night. You may like it too.',
  },
}
const runsDays = 90
/** The demo's slider advances the clock. With less than this left, the end is moved. */
const runsDaysMin = 75
const budgetMinor = 10_000_000n
/** The demo's button brings a hundred friends. With less money than for ten such crowds, the same sum is paid in again. */
const budgetMinorMin = 2_000_000n

const keyName = 'Golpo demo'
const keyPermissions: readonly Permission[] = [
  'programs:read',
  'participants:read',
  'participants:write',
  'portal:write',
  'signups:write',
  'payouts:read',
  'payouts:request',
  'clock:write',
]

/** After this many expired offers something else is wrong. */
const roundsMax = 100

export type DemoProgram = { readonly program: Program } | { readonly takenSlug: string }

/**
 * Funded, launched, running, and leading to `webDestination`. An ended offer stays ended: the next one is `golpo-2`. A
 * program that the demo did not create is left alone.
 */
export async function ensureDemoProgram(context: Context, webDestination: string): Promise<DemoProgram> {
  for (let round = 1; round <= roundsMax; round++) {
    const slug = round === 1 ? demoSlug : `${demoSlug}-${round}`
    const program = await findOrCreate(context, slug, webDestination)
    const standing = await standingOf(context, program.id)
    if (!isDemo(program, standing)) return { takenSlug: slug }
    if (hasEnded(standing)) continue
    const isNew = standing.books.state === 'draft'
    if (isNew) await launch(context, program)
    await keepCurrent(context, program, isNew ? await standingOf(context, program.id) : standing, webDestination)
    return { program }
  }
  throw new Error(`${roundsMax} programs of the demo have ended`)
}

function hasEnded({ books, now, inForce }: Standing): boolean {
  return books.state === 'closing' || books.state === 'settled' || inForce.terms.endsAt <= now
}

async function findOrCreate(context: Context, slug: string, webDestination: string): Promise<Program> {
  const programs = new Programs(context)
  const known = await programs.find(slug)
  if (known !== undefined) return known
  try {
    return await createProgram(context, termsAt(context.clock.nowMs(), slug, webDestination))
  } catch (error) {
    // Another process was faster.
    if (error instanceof AppError && error.code === 'slug_taken') return programs.get(slug)
    throw error
  }
}

function termsAt(nowMs: number, slug: string, webDestination: string) {
  return createSchema.parse({
    slug,
    mode: 'test',
    name: { bn: 'গল্প বন্ধু', en: 'Golpo Friends' },
    rewardMinor: 2000,
    holdDays: 7,
    minimumPayoutMinor: 10_000,
    oneRewardPerDevice: true,
    destinations: { web: webDestination },
    portal: { origins: [new URL(webDestination).origin] },
    startsAt: new Date(nowMs).toISOString(),
    endsAt: new Date(nowMs + runsDays * dayMs).toISOString(),
    organization,
    brand,
  })
}

function isDemo(program: Program, { inForce }: Standing): boolean {
  const { name, contact } = inForce.terms.organization
  return program.mode === 'test' && name === organization.name && contact === organization.contact
}

/** Members before the launch, who are not new friends. */
async function launch(context: Context, program: Program): Promise<void> {
  await fundProgram(context, program, { amountMinor: budgetMinor, reference: 'demo' })
  const members = seedMembers.map(({ id, phone }) => ({ userId: id, identities: { phone } }))
  await addMembers(context, program, { members })
  await setLogo(context, program, await drawDemoLogo())
  await moveProgram(context, program, 'launch')
}

/** The address may have changed since the last start, the demo's clock has moved, and crowds have joined. */
async function keepCurrent(
  context: Context,
  program: Program,
  { now, inForce, books }: Standing,
  webDestination: string,
): Promise<void> {
  const { destinations, endsAt, portal } = inForce.terms
  // The portal is shown in the frame of a phone, on the page of the demo.
  const { origin } = new URL(webDestination)
  const endsSoon = endsAt.getTime() - now.getTime() < runsDaysMin * dayMs
  await changeProgram(context, program, {
    ...(destinations.web !== webDestination && { destinations: { ...destinations, web: webDestination } }),
    ...(portal.origins[0] !== origin && { portal: { origins: [origin] } }),
    ...(endsSoon && { endsAt: new Date(now.getTime() + runsDays * dayMs) }),
  })
  if (books.budgetMinor < budgetMinorMin) {
    // Named after what was paid in before, so that two processes pay it in once.
    await fundProgram(context, program, { amountMinor: budgetMinor, reference: `demo after ${-books.fundingMinor}` })
  }
}

/** Keys of earlier starts, whose secrets are lost. */
export async function revokeDemoKeys(context: Context, program: Program): Promise<void> {
  const keys = await listKeys(context, program)
  for (const { id, name, revokedAt } of keys) {
    if (name === keyName && revokedAt === null) await revokeKey(context, program, id)
  }
}

/** @returns the secret, which is not stored. */
export async function makeDemoKey(context: Context, program: Program): Promise<string> {
  const { secret } = await makeKey(context, program, { name: keyName, permissions: [...keyPermissions] })
  return secret
}
