/** Which rows of a list are read: so many at most, after a place in its order, or from its beginning. */
export interface Page<Place> {
  readonly limit: number
  readonly after?: Place | undefined
}

/** A moment, and within it an id: the place of a row in a list that is ordered by both. */
export interface Moment {
  readonly at: Date
  readonly id: string
}
