/** People with a Golpo account from before the offer. They are reported as members before its launch. */
import type { Language } from './messages/messages.js'

export interface SeedMember {
  readonly id: string
  readonly name: Readonly<Record<Language, string>>
  readonly phone: string
}

export const seedMembers: readonly SeedMember[] = [
  { id: 'golpo-karim', name: { bn: 'করিম', en: 'Karim' }, phone: '01811000002' },
  { id: 'golpo-salma', name: { bn: 'সালমা', en: 'Salma' }, phone: '01911000003' },
]
