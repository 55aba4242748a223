/** Browser and system, as one tells one's own devices apart. Pure. */

const browsers: readonly (readonly [RegExp, string])[] = [
  [/Edg/, 'Edge'],
  [/OPR/, 'Opera'],
  [/SamsungBrowser/, 'Samsung Internet'],
  [/Firefox/, 'Firefox'],
  [/Chrome/, 'Chrome'],
  [/Safari/, 'Safari'],
]
const systems: readonly (readonly [RegExp, string])[] = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
]

/** `Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0` → `Firefox · Linux`; undefined where neither is told. */
export function deviceOf(userAgent: string): string | undefined {
  const told = [browsers, systems].flatMap((known) => known.find(([mark]) => mark.test(userAgent))?.[1] ?? [])
  return told.length === 0 ? undefined : told.join(' · ')
}
