import { both } from '../lib/preferences.svelte.js'

export const words = both({
  en: {
    programs: 'Programs',
    none: 'There is no program yet.',
    make: 'Make a program',
    test: 'test',
    set: 'Set aside',
    left: 'Not yet promised',
    until: (date: string) => `until ${date}`,
    states: {
      draft: 'draft',
      scheduled: 'scheduled',
      live: 'live',
      paused: 'paused',
      closing: 'closing',
      settled: 'settled',
    },
  },
  bn: {
    programs: 'অফারগুলো',
    none: 'এখনো কোনো অফার নেই।',
    make: 'নতুন অফার',
    test: 'পরীক্ষা',
    set: 'তহবিলে রাখা',
    left: 'এখনো কাউকে দেওয়ার কথা নয়',
    until: (date: string) => `${date} পর্যন্ত`,
    states: {
      draft: 'খসড়া',
      scheduled: 'নির্ধারিত',
      live: 'চলছে',
      paused: 'থেমে আছে',
      closing: 'শেষ হচ্ছে',
      settled: 'নিষ্পত্তি হয়েছে',
    },
  },
})
