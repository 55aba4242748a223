/**
 * The language of a person.
 *
 * | value                                                      | read as                                        |
 * | ---------------------------------------------------------- | ---------------------------------------------- |
 * | `bn`, `en-BD`, `zh-Hant-TW`                                | accepted                                       |
 * | `bn_BD`, `BN-bd`, `en_US.UTF-8`, invisible characters      | repaired: `bn-BD`, `bn-BD`, `en-US`            |
 * | `bn-BD,en;q=0.8`, as `Accept-Language` has it              | repaired: the first                            |
 * | nothing, a placeholder, `und`, `C`, what is no language    | ignored: undefined                             |
 *
 * Nothing is refused. Pure.
 */
import { isPlaceholder } from './placeholder.js'
import { trimmed, visible } from './text.js'

const lengthMax = 35

export function readLocale(value: string): string | undefined {
  const [first = ''] = visible(value)
    .slice(0, 200)
    .normalize('NFKC')
    .split(/[,;.@]/, 1)
  const tag = trimmed(first).replaceAll('_', '-')
  if (!/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(tag) || tag.length > lengthMax || isPlaceholder(tag)) return undefined
  try {
    const [canonical] = Intl.getCanonicalLocales(tag)
    return canonical === undefined || /^und\b/.test(canonical) || canonical.length > lengthMax ? undefined : canonical
  } catch {
    return undefined
  }
}
