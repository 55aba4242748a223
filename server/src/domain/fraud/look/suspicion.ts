/** What the rules found about one friend. */
import type { Signal } from '../signals/rule.js'
import type { Score } from '../signals/score.js'

export interface Suspicion {
  readonly signals: readonly Signal[]
  readonly score: Score
  /** Whom a review would be about: the label of the friend's cluster, or the advocate if the friend shares nothing. */
  readonly subjectId: string
}
