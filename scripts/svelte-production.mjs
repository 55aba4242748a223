/**
 * What Svelte asks about where it runs, as constants that the bundler can see: the package that answers otherwise
 * (`esm-env`) says it in a way that leaves every message for developers in the bundle, a third of it.
 */
export const DEV = false
export const BROWSER = true
export const NODE = false
