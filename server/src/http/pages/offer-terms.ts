/** Converts a program's terms to the data of the pages. Pure. */
import type { Offer } from '@bondhu/web/offer-terms'
import { announcementHours } from '../../domain/programs/change.js'
import { endOf } from '../../domain/standing/outlook.js'
import type { Standing } from '../../domain/standing/find.js'
import { logoPath } from './page-paths.js'
import type { Terms } from '../../domain/standing/terms.js'

/** @param slug of the program, for the address of its logo. */
export function offerOf({ logo, ...terms }: Terms, slug: string): Offer {
  return {
    ...terms,
    logo: logo === null ? null : logoPath(slug, logo),
    rewardMinor: Number(terms.rewardMinor),
    friendRewardMinor: Number(terms.friendRewardMinor),
    minimumPayoutMinor: Number(terms.minimumPayoutMinor),
    payouts: payoutsOf(terms.payouts),
    startsAt: terms.startsAt.toISOString(),
    endsAt: terms.endsAt.toISOString(),
    endedCountries: terms.endedCountries.map(({ country, at }) => ({ country, at: at.toISOString() })),
    announcementHours,
  }
}

/** With the moment at which it really ended, if a close came before the date of the terms. */
export function shownOffer({ books }: Pick<Standing, 'books'>, terms: Terms, slug: string): Offer {
  return { ...offerOf(terms, slug), endsAt: endOf(books, terms).toISOString() }
}

function payoutsOf({ autoApproveMaxMinor, participantsPerWalletMax, ceilings }: Terms['payouts']): Offer['payouts'] {
  const number = (amountMinor: bigint | null) => (amountMinor === null ? null : Number(amountMinor))
  return {
    autoApproveMaxMinor: Number(autoApproveMaxMinor),
    participantsPerWalletMax,
    ceilings: { perDayMinor: number(ceilings.perDayMinor), perMonthMinor: number(ceilings.perMonthMinor) },
  }
}
