/** বাংলা: how its readers write numbers, money and dates. */
import type { Conventions } from '../../conventions.js'

export const conventions: Conventions = {
  name: 'বাংলা',
  numbers: 'bn-BD',
  dates: 'bn-BD',
  digits: '০১২৩৪৫৬৭৮৯',
  required: true,
}
