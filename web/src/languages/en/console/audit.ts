import type { audit as base } from '../../bn/console/audit.js'

export const audit: typeof base = {
  audit: 'Audit log',
  what: 'What people and keys changed. Each entry is written in the same transaction as the change. Removing an entry breaks the chain.',
  whole: (sealed: string) => `The chain is intact: ${sealed} entries checked.`,
  broken: (position: string) => `The chain is broken at entry ${position}. Find out who had access to the database.`,
  check: 'Check the chain',
  empty: 'Nothing was changed yet, or nothing matches this filter.',
  when: 'When',
  who: 'Who',
  did: 'Action',
  about: 'Subject',
  changes: 'Before and after',
  action: 'Kind of change',
  actionHint: 'For example funding.add or program.pause.',
  show: 'Show',
}
