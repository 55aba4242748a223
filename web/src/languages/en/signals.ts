/** English: what the rules of abuse found, for operators. No person is named. */
import type { signals as base } from '../bn/signals.js'

export const signals: typeof base = {
  same_device: ({ accounts }) => `${others(accounts)} opened on the same phone.`,
  same_phone: ({ accounts }) => `${others(accounts)} opened with the same phone number.`,
  same_wallet: ({ accounts }) => `${others(accounts)} seen with the same wallet.`,
  number_sequence: ({ friends }) =>
    `The phone numbers of ${otherFriends(friends)} differ from this one in their last two digits only.`,
  mail_sequence: ({ friends }) => `The mail addresses of ${otherFriends(friends)} differ from this one in digits only.`,
  disposable_mail: () => 'The mail address is of a service for addresses that are thrown away.',
  failed_integrity: () => 'The phone failed the security check of its maker.',
  emulator: () => 'The account was opened on an emulated phone on a computer.',
  too_fast: ({ seconds }) => `The account was open ${seconds} s after the click on the link.`,
  equal_gaps: ({ friends, seconds }) =>
    `${friends} friends of this person came at equal distances, about every ${seconds} s.`,
  equal_delays: ({ friends, seconds }) =>
    `${friends} friends with something in common all took about ${seconds} s from the click to the account.`,
  active_together: ({ friends, of }) =>
    `Of ${of} friends with something in common who came back, ${friends} were active within minutes of another one.`,
  advocate_velocity: ({ friends }) =>
    `${otherFriends(friends)} of this person came within one hour, far above the person's usual rate.`,
  program_velocity: ({ signups, usual }) =>
    `The program had ${signups} signups in that hour, and about ${usual} in its usual hour.`,
  subnet_velocity: ({ accounts }) => `${others(accounts)} opened from the same network within one hour.`,
  hosting_network: () => 'The account was opened from the network of a data centre.',
  country_mismatch: () => 'The network is in another country than the one given for the friend.',
  own_network: ({ sameAgent, neighbours }) =>
    `The friend came from the advocate's own network${sameAgent === '1' ? ' and with the same kind of phone' : ''}. Other accounts of this network: ${neighbours}.`,
  one_network: ({ friends, of }) => `${friends} of this person's other ${of} friends came from the same network.`,
  one_agent: ({ friends, of }) => `${friends} of this person's other ${of} friends have the same kind of phone.`,
  one_place: ({ accounts, of }) => `Of ${of} other accounts of this network, ${accounts} have the same kind of phone.`,
  never_returns: ({ friends, silent, usual }) =>
    `Of ${friends} friends with something in common, ${silent} never came back to the app. Usual are ${usual} in 100.`,
  click_reuse: ({ accounts }) => `${others(accounts)} opened after the same click.`,
  own_cluster: ({ accounts }) =>
    `The friend and the advocate are among ${accounts} accounts that share a phone, a number or a wallet.`,
  cluster_size: ({ accounts, chained }) =>
    `${accounts} accounts are tied by phones, numbers or wallets, ${chained} of them through other accounts.`,
  dense_block: ({ friends, advocates }) =>
    `${friends} friends of ${advocates} advocates came from the same networks in the same hours.`,
  typed_codes: ({ friends, of, usual }) =>
    `${friends} of this person's other ${of} friends typed the code. Usual are ${usual} in 100.`,
  tied_friends: ({ friends, of, groups }) =>
    `Of ${of} friends with something in common, ${friends} share ${groups} phones or wallets among them.`,
  one_purse: ({ friends, of }) =>
    `Of ${of} other friends with something in common, ${friends} are paid to a wallet that many other accounts have too.`,
  several_purses: ({ friends, of, purses }) =>
    `Of ${of} friends with something in common, ${friends} are paid to ${purses} wallets, each of several of them.`,
  strip_session: ({ friends, advocates }) =>
    `${friends} friends of other people (${advocates}) came within hours, with numbers of the same hundred and from other addresses.`,
  few_phones: ({ friends, kinds }) => `${friends} friends with something in common have ${kinds} kinds of phones.`,
  no_stragglers: ({ friends, slow, usual }) =>
    `Of ${friends} friends with something in common who followed the link, ${slow} needed more than an hour to open the account. Usual are ${usual} in 100.`,
  unsafe_phones: ({ friends, of }) =>
    `Of ${of} friends with something in common, ${friends} have phones that failed the security check.`,
  withheld_ring: ({ friends, of }) => `Of ${of} other friends with something in common, ${friends} are withheld.`,
}

function others(accounts: string | undefined): string {
  return accounts === '1' ? '1 other account was' : `${accounts} other accounts were`
}

function otherFriends(friends: string | undefined): string {
  return friends === '1' ? '1 other friend' : `${friends} other friends`
}
