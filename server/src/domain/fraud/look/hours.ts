/** How many signups the program had in an hour, and usually has. */
import type { Sql } from '../../../db/connect.js'
import { dayMs, hourMs } from '../../../clock.js'
import type { Group } from '../signals/case.js'

const daysBefore = 7
/** The oldest of the friends of a release may have come long ago; the hours between are not all read. */
const hoursMax = 24 * 60

export class HourCounts {
  private readonly byHour: ReadonlyMap<number, number>

  constructor(byHour: ReadonlyMap<number, number>) {
    this.byHour = byHour
  }

  /** Null where nothing is known of the days before. The usual number is the median of the hours with signups. */
  at(moment: Date): Group['programHour'] {
    const hour = Math.floor(moment.getTime() / hourMs)
    const before = Array.from({ length: daysBefore * 24 }, (_, back) => this.byHour.get(hour - 1 - back) ?? 0)
    const busy = before.filter((signups) => signups > 0).toSorted((a, b) => a - b)
    if (busy.length === 0) return null
    return { signups: this.byHour.get(hour) ?? 0, usual: busy[Math.floor(busy.length / 2)] ?? 0 }
  }
}

/** @param latest the youngest friend's signup. Hours of a time zone that begin within an hour are counted by their start. */
export async function readHours(sql: Sql, programId: number, latest: Date): Promise<HourCounts> {
  const rows = await sql<{ hour: Date; signups: bigint }[]>`
    select hour, sum(count)::bigint as signups
    from totals
    where program_id = ${programId} and metric = 'signup' and hour <= ${latest}
      and hour > ${new Date(latest.getTime() - hoursMax * hourMs - daysBefore * dayMs)}
    group by hour
    order by hour desc
    limit ${hoursMax + daysBefore * 24}`
  return new HourCounts(new Map(rows.map((row) => [Math.floor(row.hour.getTime() / hourMs), Number(row.signups)])))
}
