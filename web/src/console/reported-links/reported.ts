/** A reported link, as /v1 tells of it. */
import type { ReportReason } from '../../landing/report.js'
import type { Listed } from '../lib/api.js'

export const linkStates = ['open', 'stopped', 'answered'] as const

export interface ReportedLink {
  readonly userId: string
  readonly code: string | null
  readonly stoppedAt: string | null
  readonly friendsCounted: number
  readonly openReports: number
  readonly reports: number
  readonly reasons: readonly { readonly reason: ReportReason; readonly count: number }[]
  readonly firstReportedAt: string | null
  readonly lastReportedAt: string | null
  readonly lastReport: string | null
  readonly lastRuling: {
    readonly ruling: 'dismissed' | 'stopped' | 'restarted'
    readonly reason: string
    readonly by: string
    readonly at: string
  } | null
}

export interface ReportedLinks extends Listed<ReportedLink> {
  readonly open: number
}

export type Deed = 'dismiss' | 'stop' | 'restart'
