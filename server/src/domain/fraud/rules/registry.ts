/** Every rule of abuse, in the order in which operators read them. */
import type { Rule } from '../signals/rule.js'
import { tooFast } from './too-fast.js'

export const rules: readonly Rule[] = [tooFast]
