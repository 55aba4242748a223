/** The rules of abuse as the service has them, from its build: the replay runs the same code without HTTP and a database. */

const root = new URL('../../../../', import.meta.url)
const dist = (path: string) => new URL(`server/dist/src/${path}`, root).href

export type Case = typeof import('../../../server/src/domain/fraud/signals/case.js')
export type AtRelease = typeof import('../../../server/src/domain/fraud/look/at-release.js')
type Settings = typeof import('../../../server/src/domain/fraud/settings.js')
type Trace = typeof import('../../../server/src/domain/fraud/trace.js')
type Registry = typeof import('../../../server/src/domain/fraud/rules/registry.js')
type Purses = typeof import('../../../server/src/domain/fraud/look/purses.js')
type NetworkTables = typeof import('../../../server/src/networks/networks.js')

export const { matesMax, placeMax, friendsMax, ownHours, returnDaysMin } = (await import(
  dist('domain/fraud/signals/case.js')
)) as Case
export const { looksOf } = (await import(dist('domain/fraud/look/at-release.js'))) as AtRelease
export const { assess, fraudSettingsSchema } = (await import(dist('domain/fraud/settings.js'))) as Settings
export const { rules } = (await import(dist('domain/fraud/rules/registry.js'))) as Registry
export const { seenOf } = (await import(dist('domain/fraud/trace.js'))) as Trace
export const { pursesOf, partnersOf } = (await import(dist('domain/fraud/look/purses.js'))) as Purses
export const { Networks: NetworkTables } = (await import(dist('networks/networks.js'))) as NetworkTables

export type KnownFriends = Parameters<AtRelease['looksOf']>[0]
export type Friend = KnownFriends[number]
export type Read = Parameters<AtRelease['looksOf']>[1]
export type LateLook = ReturnType<AtRelease['looksOf']>[number]
export type Suspicion = ReturnType<Settings['assess']>
export type { Cluster, FraudCase, Mate, OwnMarks, Trace } from '../../../server/src/domain/fraud/signals/case.js'
export type { Payee } from '../../../server/src/domain/fraud/look/purses.js'
export type { Signal } from '../../../server/src/domain/fraud/signals/rule.js'
