/** Shows progress: redrawn in place on a terminal, otherwise a line at every quarter. */

const width = 32

/** The total may be an estimate, so the bar stops at its end. */
export class ProgressBar {
  private readonly what: string
  private readonly total: number
  private quarter = 0

  constructor(what: string, total: number) {
    this.what = what
    this.total = total
  }

  show(done: number): void {
    const { what, total } = this
    if (process.stdout.isTTY) {
      const full = Math.min(width, Math.round((done / total) * width))
      process.stdout.write(`\r  ${'█'.repeat(full)}${'░'.repeat(width - full)} ${done}/${total} ${what} `)
      return
    }
    const quarter = Math.min(4, Math.floor((4 * done) / total))
    if (quarter === this.quarter) return
    this.quarter = quarter
    process.stdout.write(`  ${done}/${total} ${what}\n`)
  }

  end(): void {
    if (process.stdout.isTTY) process.stdout.write('\n')
  }
}
