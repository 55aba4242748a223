/** Formats figures: a median with its spread, never a mean alone. */
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { machineCpuSeconds } from './processes.js'

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? 0)) / 2
}

/** `1,234 (1,200–1,300)` */
export function spread(values: readonly number[], digits: number = 0): string {
  return `${number(median(values), digits)} (${number(Math.min(...values), digits)}–${number(Math.max(...values), digits)})`
}

export function number(value: number, digits: number = 0): string {
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

export function goal(name: string, value: number, met: boolean, limit: string, digits: number = 2): void {
  console.log(`  ${met ? 'met    ' : 'NOT MET'}  ${name}: ${number(value, digits)} (goal ${limit})`)
}

/** The machine, and the cost of a commit on its disk: both determine the figures. */
export function tellMachine(folder: string): void {
  const [cpu] = cpus()
  const syncs = syncMilliseconds(folder)
  console.log(`  ${cpus().length} cores (${cpu?.model.trim()}), Node ${process.version}`)
  console.log(`  8 KiB written and synced to this disk: ${spread(syncs, 2)} ms`)
}

function syncMilliseconds(folder: string): number[] {
  const file = openSync(join(folder, 'sync'), 'w')
  const page = Buffer.alloc(8192, 1)
  try {
    return Array.from({ length: 50 }, () => {
      const beganMs = performance.now()
      writeSync(file, page, 0, page.length, 0)
      fdatasyncSync(file)
      return performance.now() - beganMs
    })
  } finally {
    closeSync(file)
  }
}

/** Who used the cores during a period (1.00: one core, all the time). */
export class CoreMeter {
  private readonly read: Readonly<Record<string, () => number>>
  private readonly before: Readonly<Record<string, number>>
  private readonly machineBefore = machineCpuSeconds()
  private readonly beganMs = performance.now()

  constructor(read: Readonly<Record<string, () => number>>) {
    this.read = read
    this.before = this.seconds()
  }

  /** @returns by the given names; `others` is work outside this benchmark. */
  stop(): Record<string, number> {
    const seconds = (performance.now() - this.beganMs) / 1000
    const machine = machineCpuSeconds()
    const after = this.seconds()
    const used = Object.fromEntries(
      Object.keys(this.read).map((name) => [name, ((after[name] ?? 0) - (this.before[name] ?? 0)) / seconds]),
    )
    const ours = Object.values(used).reduce((sum, share) => sum + share, 0)
    return {
      ...used,
      others: Math.max(0, (machine.busy - this.machineBefore.busy) / seconds - ours),
      stolen: (machine.stolen - this.machineBefore.stolen) / seconds,
    }
  }

  private seconds(): Record<string, number> {
    return Object.fromEntries(Object.entries(this.read).map(([name, read]) => [name, read()]))
  }
}

export interface Figures {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  /** By the names of a `CoreMeter`. */
  readonly used: Readonly<Record<string, number>>
}

export function tellHeading(what: string): void {
  console.log(`\n  round ${what.padStart(31)}   p50 ms   p99 ms   max ms   cores used`)
}

export function tellRound(round: number, name: string, one: Figures): void {
  const latencies = [one.p50Ms, one.p99Ms, one.maxMs].map((ms) => number(ms, 1).padStart(9)).join('')
  console.log(`  ${round}  ${name.padEnd(22)}${number(one.perSecond).padStart(12)}${latencies}   ${cores(one.used)}`)
}

/** A rate on cores with other work means little. */
export function tellOthers(all: readonly Figures[]): void {
  const others = median(all.map(({ used }) => (used['others'] ?? 0) + (used['stolen'] ?? 0)))
  if (others < 0.1) return
  console.log(
    `  NOTE: other work took ${number(others, 2)} of the cores: run it again alone before you trust a figure.`,
  )
}

/** Processor time per answer, in µs: more meaningful than a rate on a shared machine. */
export function tellCost(name: string, all: readonly Figures[]): void {
  const parts = Object.keys(all[0]?.used ?? {})
    .filter((part) => part !== 'others' && part !== 'stolen')
    .map((part) => `${part} ${number(median(all.map((one) => (1e6 * (one.used[part] ?? 0)) / one.perSecond)))}`)
  console.log(`  µs of processor each, ${name}: ${parts.join(', ')}`)
}

/** How many cores all parts of the benchmark used together. */
export function coresOf(all: readonly Figures[]): number {
  const parts = (used: Figures['used']) => Object.entries(used).filter(([name]) => !['others', 'stolen'].includes(name))
  return median(all.map(({ used }) => parts(used).reduce((sum, [, value]) => sum + value, 0)))
}

function cores(used: Readonly<Record<string, number>>): string {
  return Object.entries(used)
    .map(([name, value]) => `${name} ${number(value, 2)}`)
    .join(', ')
}

/** A row of the table that `npm run bench` prints: a line that begins with `|`. @param goalText and whether it is met */
export function tellRow(name: string, value: string, goalText = '', met?: boolean): void {
  console.log(`| ${name} | ${value} | ${goalText} | ${met === undefined ? '' : met ? 'met' : 'NOT MET'} |`)
}

/** The sum of the parts, in µs of processor time for each answer. */
export function costsOf(all: readonly Figures[], parts: readonly string[]): number[] {
  return all.map(({ used, perSecond }) => parts.reduce((sum, part) => sum + (1e6 * (used[part] ?? 0)) / perSecond, 0))
}
