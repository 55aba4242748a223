/** বাংলা: how its readers write numbers, money and dates. */
import { partOfDay } from '../../endings/bengali.js'
import type { Conventions } from '../../conventions.js'

export const conventions: Conventions = {
  name: 'বাংলা',
  numbers: 'bn-BD',
  dates: 'bn-BD',
  digits: '০১২৩৪৫৬৭৮৯',
  symbolFirst: true,
  partOfDay,
  // Some browsers write জানুয়ারী and ফেব্রুয়ারী.
  spellDate: (date) => date.replace('ারী', 'ারি'),
  font: '@expo-google-fonts/noto-sans-bengali/600SemiBold/NotoSansBengali_600SemiBold.ttf',
  required: true,
}
