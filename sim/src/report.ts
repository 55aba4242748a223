/** The figures of a run as a table. Pure. */
import { heldOut, tuned } from './rings/registry.js'
import type { Count, Score } from './score.js'
import { traps, type RingFamily } from './world/account.js'

export interface Column {
  readonly name: string
  readonly score: Score
}

type Row = readonly [name: string, goal: string, read: (score: Score) => string]

export function tableOf(columns: readonly Column[]): string {
  const rows: Row[] = [
    ['friends', '', ({ friends }) => String(friends)],
    ['fake friends, past the rules about identities', '', ({ fakes }) => String(fakes.all)],
    ['fake friends refused by those rules', '', ({ fakesByIdentity }) => String(fakesByIdentity)],
    ['precision', '≥ 95 %', ({ fakesWithheld, withheld }) => percent(fakesWithheld, withheld)],
    ['recall by account', '≥ 80 %', ({ fakes }) => share(fakes)],
    ['recall by ring', '≥ 90 %', ({ rings }) => share(rings)],
    ['leaked of what was paid', '≤ 5 %', ({ paidToFakes, paid }) => percent(paidToFakes, paid)],
    ['people withheld', '≤ 0.5 %', ({ people }) => share(people, 2)],
    ...traps.map((trap): Row => [`  ${trap}`, '≤ 2 %', ({ byTrap }) => share(byTrap.get(trap), 2)]),
    ['recall, families of the tuning', '', (score) => familiesShare(score, tuned)],
    ...tuned.map(familyRow),
    ['recall, families held out', '≥ 50 %', (score) => familiesShare(score, heldOut)],
    ...heldOut.map(familyRow),
    ['neither paid nor withheld nor refused', '0', ({ other }) => String(other)],
  ]
  const lines = [
    ['', 'goal', ...columns.map(({ name }) => name)],
    ...rows.map(([name, goal, read]) => [name, goal, ...columns.map(({ score }) => read(score))]),
  ]
  const widths = (lines[0] ?? []).map((_, at) => Math.max(...lines.map((line) => (line[at] ?? '').length)))
  return lines
    .map((line) =>
      line.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  '),
    )
    .join('\n')
}

function familyRow(family: RingFamily): Row {
  return [
    `  ${family}`,
    '',
    ({ byFamily }) => {
      const one = byFamily.get(family)
      return one === undefined || one.all === 0 ? '–' : `${share(one)} (${one.rings.withheld}/${one.rings.all} rings)`
    },
  ]
}

function familiesShare({ byFamily }: Score, families: readonly RingFamily[]): string {
  const counts = families.map((family) => byFamily.get(family))
  const total = (read: (one: Count) => number) =>
    counts.reduce((sum, one) => sum + (one === undefined ? 0 : read(one)), 0)
  return percent(
    total(({ withheld }) => withheld),
    total(({ all }) => all),
  )
}

function share(one: Count | undefined, digits = 1): string {
  return one === undefined ? '–' : percent(one.withheld, one.all, digits)
}

function percent(part: number, whole: number, digits = 1): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(digits)} %`
}
