/** An icon for each rule of an offer, by what the rule is about. Pure. */
import type { Html } from './html.js'
import { icon } from './icon.js'
import * as icons from './icons.js'

const marks: Readonly<Record<string, string>> = {
  reward: icons.wallet,
  friendReward: icons.userPlus,
  newOnly: icons.sparkles,
  device: icons.smartphone,
  requires: icons.badgeCheck,
  minimumAge: icons.cake,
  countries: icons.globe,
  action: icons.circleCheck,
  window: icons.calendarClock,
  capPerDay: icons.gauge,
  capTotal: icons.gauge,
  hold: icons.hourglass,
  minimumPayout: icons.wallet,
  approval: icons.userSearch,
  budget: icons.lock,
  dates: icons.calendar,
  afterEnd: icons.calendarCheck,
  depth: icons.users,
}

export function ruleIcon(about: string): Html {
  return icon(marks[about] ?? icons.info)
}
