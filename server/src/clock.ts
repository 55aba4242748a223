/**
 * Real time, passed as a parameter so that a test can stop it. A program's own time is this plus the program's offset.
 */
export interface Clock {
  nowMs(): number
}

export const systemClock: Clock = { nowMs: () => Date.now() }

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs
