/**
 * Replaces Svelte's questions about its environment by constants that the bundler can see. The original package
 * (`esm-env`) keeps every developer message in the bundle, a third of its size.
 */
export const DEV = false
export const BROWSER = true
export const NODE = false
