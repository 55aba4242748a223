/**
 * Whether signups come at equal distances. Pure.
 *
 * People come by chance: then the shares of a time that its gaps take are as good as any others, which is a Dirichlet
 * distribution with all parameters 1, or 2 where they come a little more evenly. A program or a worker on a list keeps a
 * rhythm: its parameters are large and equal. The weight compares the two.
 */
import { decibans, logGamma } from './weight.js'

/** Gaps vary by about 30 and 15 % around their mean. */
const rhythms = [12, 48]
const byChance = [1, 2]

/** A gap as long as this many usual ones is a pause: a night, a meal. What comes after it is counted anew. */
const pauseOfUsual = 5

/** Shorter gaps are the queue of the app that reports, not people who come one after the other. */
const gapMinMs = 20_000

/** Longer gaps follow the day: a shop that brings somebody each morning keeps a rhythm too. */
const gapMaxMs = 3 * 3_600_000

export interface Rhythm {
  /** Decibans, not bounded. */
  readonly weight: number
  readonly signups: number
  readonly gapSeconds: number
}

/** @param times of signups, in any order; more than two gaps are needed */
export function rhythmOf(times: readonly Date[]): Rhythm | undefined {
  const ordered = times.map((time) => time.getTime()).toSorted((a, b) => a - b)
  const gaps = ordered.slice(1).map((time, at) => time - (ordered[at] ?? time))
  const usual = medianOf(gaps)
  if (gaps.length < gapsMin || usual < gapMinMs || usual > gapMaxMs) return undefined
  const runs = runsOf(gaps, pauseOfUsual * usual).filter((run) => run.length >= gapsMin)
  if (runs.length === 0) return undefined
  const shares = runs.map((run) => sharesOf(run))
  const density = (parameter: number) => shares.reduce((sum, one) => sum + densityOf(one, parameter), 0)
  // Which rhythm it is was not known before.
  const best = Math.max(...rhythms.map(density)) - Math.log(rhythms.length)
  const chance = Math.max(...byChance.map(density))
  const signups = runs.reduce((sum, run) => sum + run.length + 1, 0)
  return { weight: decibans(best, chance), signups, gapSeconds: Math.round(usual / 1000) }
}

const gapsMin = 3

function runsOf(gaps: readonly number[], pause: number): number[][] {
  const runs: number[][] = [[]]
  for (const gap of gaps) {
    if (gap > pause) runs.push([])
    else runs.at(-1)?.push(Math.max(gap, gapMinMs / 20))
  }
  return runs
}

function sharesOf(run: readonly number[]): number[] {
  const total = run.reduce((sum, gap) => sum + gap, 0)
  return run.map((gap) => gap / total)
}

/** The log density of a Dirichlet distribution whose parameters are all the same. */
function densityOf(shares: readonly number[], parameter: number): number {
  const logs = shares.reduce((sum, share) => sum + Math.log(share), 0)
  const logBeta = shares.length * logGamma(parameter) - logGamma(shares.length * parameter)
  return (parameter - 1) * logs - logBeta
}

export function medianOf(values: readonly number[]): number {
  const ordered = values.toSorted((a, b) => a - b)
  return ordered[Math.floor(ordered.length / 2)] ?? 0
}
