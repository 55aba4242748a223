import { start } from './start.js'
import { en } from './words/en.js'

start(en)
