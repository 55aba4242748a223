/** The account was opened on an emulated phone. Few people have one; a farm runs dozens on one computer. */
import * as z from 'zod'
import { rule } from '../signals/rule.js'

export const emulator = rule({
  name: 'emulator',
  family: 'identity',
  stages: ['signup', 'release'],
  parameters: z.strictObject({}),
  finds({ trace }) {
    return trace.integrity === 'emulator' ? { weight: 10, figures: {} } : undefined
  },
})
