/** What a batch read has changed while it was decided: it is rolled back and decided again. */
export class BatchOutdated extends Error {}
