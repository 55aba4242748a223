/** Whether several people may use one device, now and at any time. Pure. */
import type { DeviceRule } from '../identities/use.js'
import type { Standing } from './find.js'

export function deviceRuleOf({ inForce, versions }: Pick<Standing, 'inForce' | 'versions'>): DeviceRule {
  return {
    oneRewardPerDevice: inForce.terms.oneRewardPerDevice,
    devicesWereFree: versions.all.some(({ terms }) => !terms.oneRewardPerDevice),
  }
}
