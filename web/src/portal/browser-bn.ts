import { start } from './start.js'
import { bn } from './words/bn.js'

start(bn)
