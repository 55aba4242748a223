import { Doing } from '../../calls.svelte.js'
import { problemOf, type Problem } from './api.js'

/** Something that the operator does. A reason of one field stands beside it. */
export class Action extends Doing<Problem> {
  constructor() {
    super(problemOf)
  }

  of(path: string): string | undefined {
    return this.problem?.fields.find((field) => field.path === path)?.message
  }
}
