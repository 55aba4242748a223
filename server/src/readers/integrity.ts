/**
 * The verdict of Play Integrity or App Attest about the friend's device, as the app's server read it.
 *
 * | value                                                                              | read as    |
 * | ---------------------------------------------------------------------------------- | ---------- |
 * | `passed`, `failed`, `emulator`, in any case, with spaces around                     | accepted   |
 * | labels with `MEETS_DEVICE_INTEGRITY` or `MEETS_STRONG_INTEGRITY`                    | `passed`   |
 * | labels with `MEETS_VIRTUAL_INTEGRITY`                                               | `emulator` |
 * | no label at all                                                                    | `failed`   |
 * | `MEETS_BASIC_INTEGRITY` alone (a phone without a certificate), other labels, no verdict | undefined |
 *
 * The labels are `deviceIntegrity.deviceRecognitionVerdict` of Play Integrity. App Attest has no labels: its assertion
 * holds or does not. Nothing is refused. Pure.
 */
import { trimmed } from './text.js'

export const integrities = ['passed', 'failed', 'emulator'] as const
export type Integrity = (typeof integrities)[number]

export function readIntegrity(
  verdict: string | null | undefined,
  labels: readonly string[] | null | undefined,
): Integrity | undefined {
  const word = trimmed(verdict ?? '').toLowerCase()
  const said = integrities.find((one) => one === word)
  if (said !== undefined) return said
  if (labels == null) return undefined
  const isMet = (name: string) => labels.includes(`MEETS_${name}_INTEGRITY`)
  if (isMet('VIRTUAL')) return 'emulator'
  if (isMet('DEVICE') || isMet('STRONG')) return 'passed'
  return labels.length === 0 ? 'failed' : undefined
}
