/** Converts the domain's values to the data of the pages. Pure. */
import type { OfferState } from '@bondhu/web/offer-state'
import { peopleMin, type ProgramView, type Spread } from '@bondhu/web/program/program'
import type { LedgerCheck } from '../../domain/ledger/checks.js'
import { countOf } from '../../domain/ledger/tallies.js'
import type { TypicalEarnings, Spread as SpreadRow } from '../../domain/programs/typical-earnings.js'
import type { Program, Standing } from '../../domain/standing/find.js'
import type { FundingsSummary } from '../../domain/programs/fundings.js'
import { outlookOf } from '../../domain/standing/outlook.js'
import type { Figures as ProgramFigures } from '../../domain/programs/statistics.js'
import { shownOffer } from './offer-terms.js'

export function stateOf(standing: Standing): OfferState {
  const outlook = outlookOf(standing)
  if (outlook.phase !== 'closing') return outlook
  const { phase, endedAt, countsUntil } = outlook
  return { phase, endedAt: endedAt.toISOString(), countsUntil: countsUntil.toISOString() }
}

type Figures = Pick<
  ProgramView,
  'offer' | 'state' | 'announced' | 'money' | 'fundings' | 'friendsCounted' | 'typical' | 'check' | 'asOf'
>

export function figuresOf(
  { slug }: Pick<Program, 'slug'>,
  standing: Standing,
  figures: ProgramFigures,
  fundings: FundingsSummary,
  typicalEarnings: TypicalEarnings,
  check: LedgerCheck | undefined,
): Figures {
  const { now, versions, inForce } = standing
  return {
    offer: shownOffer(standing, inForce.terms, slug),
    state: stateOf(standing),
    announced: versions.announced(now).map(({ effectiveAt, terms }) => ({
      effectiveAt: effectiveAt.toISOString(),
      offer: shownOffer(standing, terms, slug),
    })),
    money: moneyOf(figures),
    fundings: {
      newest: fundings.newest.map(({ amountMinor, reference, fundedAt }) => ({
        amountMinor,
        reference,
        at: fundedAt.toISOString(),
      })),
      earlier: fundings.earlier,
    },
    friendsCounted: countOf(figures.tallies, 'friend', 'counted'),
    typical: typicalOf(typicalEarnings),
    check: check === undefined ? null : { ...check, at: check.checkedAt.toISOString() },
    asOf: now.toISOString(),
  }
}

/** The sum set aside is the sum of the other five. Promised and under way is the remainder. */
function moneyOf({ statistics }: ProgramFigures): ProgramView['money'] {
  const { fundedMinor, budgetMinor: leftMinor, returnedMinor, paidMinor, lossMinor: lostMinor } = statistics
  const promisedMinor = fundedMinor - leftMinor - returnedMinor - paidMinor - lostMinor
  return { fundedMinor, promisedMinor, paidMinor, lostMinor, leftMinor, returnedMinor }
}

export function typicalOf({ people, received, earned }: TypicalEarnings): ProgramView['typical'] {
  const spread = ({ medianMinor, ninetiethMinor, peopleWithNothing }: SpreadRow): Spread => ({
    medianMinor,
    ninetiethMinor,
    nothingHundredths: Math.round((peopleWithNothing * 100) / people),
  })
  return { people, figures: people < peopleMin ? null : { received: spread(received), earned: spread(earned) } }
}
