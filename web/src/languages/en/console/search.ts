import type { search as base } from '../../bn/console/search.js'

export const search: typeof base = {
  title: 'Search',
  open: 'Search',
  label: 'A person, a payout or a page',
  found: 'What was found',
  groups: { people: 'People', payouts: 'Payouts', places: 'Pages and actions' },
  counted: (many: string) => `Friends counted: ${many}`,
  payout: (sum: string, who: string) => `${sum} to ${who}`,
  nothing: 'Nothing was found.',
  hint: 'Type a complete user id, code, phone number, payout id or transaction id. The phone number is not stored.',
  hintOutside: 'Choose a program first to find people and payouts.',
  actions: {
    newProgram: 'Create a program',
    account: 'My account',
    approve: 'Approve payouts',
    fund: 'Add money to the budget',
    invite: 'Invite somebody to the team',
  },
}
