import type { audit as base } from '../../bn/console/audit.js'

export const audit: typeof base = {
  audit: 'Audit',
  what: 'What people and keys changed, each written together with the change. Nobody can take an entry out unseen.',
  whole: (sealed: string) => `The chain is whole: ${sealed} entries checked.`,
  broken: (position: string) => `The chain is broken at entry ${position}. Find out who had the database in hand.`,
  check: 'Check the chain',
  empty: 'Nothing was changed yet, or nothing fits this filter.',
  when: 'When',
  who: 'Who',
  did: 'What',
  about: 'Of what',
  changes: 'Before and after',
  action: 'Kind of change',
  actionHint: 'Like funding.add or program.pause.',
  show: 'Show',
}
