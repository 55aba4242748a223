/**
 * The kinds of account that a program can pay to, in the order in which they are shown. The terms, every call and the
 * console take them from here. The type in the database has the same ones.
 */
import type { MethodKind } from '../../db/rows.js'

export const methodKinds = ['bkash', 'nagad', 'rocket', 'recharge', 'bank'] as const satisfies readonly MethodKind[]
