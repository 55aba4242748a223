/** Loads of signups by the generator, in a process of its own. No two loads of a benchmark send the same person. */
import type { Advocate } from './client.js'
import type { LoadOptions, LoadResult } from './generator.js'
import { messageOf, startModule } from './processes.js'

let runs = 0

export interface Target {
  readonly address: string
  readonly token: string
  readonly slug: string
  readonly advocates: readonly Advocate[]
  readonly clickIds: readonly string[]
}

/** Thousand reports a call. Four calls at once keep the two batches of a program busy. */
export const batched = { connections: 4, reportsPerCall: 1000 }
export const single = { connections: 256 }

/** @throws Error if one was not granted */
export async function signUp(
  { address, token, slug, advocates, clickIds }: Target,
  seconds: number,
  how: Pick<LoadOptions, 'connections' | 'reportsPerCall' | 'pacePerSecond' | 'withContext'>,
): Promise<LoadResult & { readonly perSecond: number }> {
  const load: LoadOptions = {
    host: '127.0.0.1',
    port: Number(new URL(address).port),
    path: `/v1/programs/${slug}/signups${how.reportsPerCall === undefined ? '' : '/batch'}`,
    token,
    seconds,
    run: runs++,
    codes: advocates.map(({ code }) => code),
    clickIds,
    ...how,
  }
  const result = await messageOf<LoadResult>(startModule('generator', load), seconds + 60)
  if (result.others > 0) throw new Error(`${result.others} signups were not granted:\n${result.sample}`)
  // A call of many is long, so the last of them would be a part of the rate.
  const { acknowledged, allSeconds, inTime } = result
  return { ...result, perSecond: how.reportsPerCall === undefined ? inTime / seconds : acknowledged / allSeconds }
}
