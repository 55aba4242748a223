/** A sealed stream that cannot be opened: another passphrase, another kind of file, or a changed or truncated one. */
export class SealError extends Error {}
