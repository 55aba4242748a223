/** English: how its readers write numbers, money and dates. */
import type { Conventions } from '../../conventions.js'

export const conventions: Conventions = {
  name: 'English',
  // en-BD groups by thousands, which nobody in Bangladesh does.
  numbers: 'en-IN',
  dates: 'en-GB',
  digits: '0123456789',
  symbolFirst: false,
  partOfDay: null,
  spellDate: null,
  font: '@expo-google-fonts/noto-sans-bengali/600SemiBold/NotoSansBengali_600SemiBold.ttf',
  required: true,
}
