/**
 * A request may name its target with scheme and host (`GET http://host/r/…`): proxies send it so, and RFC 9112 (3.2.2) asks
 * every server to take it. The host is not looked at, as `Host` is not: this service has one. Pure.
 *
 * | target                                   | read as     |
 * | ---------------------------------------- | ----------- |
 * | `/r/golpo/123?via=x`                     | the same    |
 * | `http://host/r/golpo`, `HTTPS://h:1/r/x` | `/r/golpo`, `/r/x` |
 * | `http://host`, `http://host?a=b`         | `/`, `/?a=b` |
 * | `//host/r/golpo`                         | the same: it is a path, and there is none like it |
 * | `http:///r/golpo`, `ftp://host/`, `*`    | the same: no address of this service |
 */
export function pathOfTarget(target: string): string {
  if (target.startsWith('/')) return target
  const rest = /^https?:\/\/[^/?#\\]+(.*)$/is.exec(target)?.[1]
  if (rest === undefined) return target
  return rest.startsWith('/') ? rest : `/${rest}`
}
