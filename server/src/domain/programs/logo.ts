/** The logo of a program's app: checked, redrawn, stored under its digest, and named by the terms. */
import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { Sql } from '../../db/connect.js'
import type { Context } from '../standing/context.js'
import type { Program } from '../standing/find.js'
import { changeProgram } from './change.js'
import { logoBytesMax, logoPicture } from './logo-picture.js'

const base64LengthMax = Math.ceil(logoBytesMax / 3) * 4

export const logoSchema = z.strictObject({
  image: z
    .string()
    .min(1)
    .max(base64LengthMax)
    .regex(/^[A-Za-z0-9+/]+={0,2}$/, 'must be base64')
    .describe('A PNG picture of at most 512 KB, in base64'),
})

/** @throws AppError `logo_unreadable`, `program_state_conflict` */
export async function setLogo(context: Context, program: Program, image: string): Promise<void> {
  const picture = await logoPicture(Buffer.from(image, 'base64'))
  const digest = createHash('sha256').update(picture).digest('hex').slice(0, 32)
  // Before the terms name it. A logo that no version names is a few kilobytes that nobody sees.
  await context.sql`
    insert into logos (program_id, digest, picture, made_at)
    values (${program.id}, ${digest}, ${picture}, ${new Date(context.clock.nowMs())})
    on conflict (program_id, digest) do nothing`
  await changeProgram(context, program, { logo: digest })
}

/** @throws AppError `program_state_conflict` */
export async function removeLogo(context: Context, program: Program): Promise<void> {
  await changeProgram(context, program, { logo: null })
}

/** @returns undefined if this program never had it. */
export async function readLogo(sql: Sql, programId: number, digest: string | null): Promise<Buffer | undefined> {
  const [row] = await sql<{ picture: Buffer }[]>`
    select picture from logos where program_id = ${programId} and digest = ${digest}`
  return row?.picture
}
