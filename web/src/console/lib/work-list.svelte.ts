/** A list that is worked through: one row after the other is decided, by mouse or by keyboard. */
import { tick } from 'svelte'
import type { Paged } from './paged.svelte.js'
import { route } from './route.svelte.js'

interface Work<T, D extends string> {
  readonly list: Paged<T>
  /** The link that has the focus of a row is `a[data-…]` by this name, and has the item's id there. */
  readonly name: string
  readonly idOf: (item: T) => string
  /** What this reader may do with it now. */
  readonly deedsOf: (item: T) => readonly D[]
}

/** The state of the list that the address asks for: the first one when it asks for none. */
export function stateShown<State extends string>(states: readonly [State, ...State[]]): State {
  return states.find((state) => state === route.query.get('state')) ?? states[0]
}

export class WorkList<T, D extends string> {
  /** What is being decided; its dialog is made anew for each. */
  chosen = $state.raw<{ readonly item: T; readonly deed: D } | undefined>(undefined)
  deciding = $state(false)
  /** What was done last, in words. */
  told = $state('')
  /** For `steerRows`. */
  readonly selector: string
  private readonly work: Work<T, D>

  constructor(work: Work<T, D>) {
    this.work = work
    this.selector = `a[data-${work.name}]`
  }

  ask(item: T, deed: D): void {
    if (!this.work.deedsOf(item).includes(deed)) return
    this.chosen = { item, deed }
    this.deciding = true
  }

  /** A key's deed on the row that has the focus; false where none has. */
  by(deed: D): (row: HTMLElement | undefined) => boolean {
    return (row) => {
      const item = (this.work.list.items ?? []).find((one) => this.isRowOf(row, one))
      if (item !== undefined) this.ask(item, deed)
      return item !== undefined
    }
  }

  /**
   * The list is read anew, after a refusal too. The row that took the place of the decided one gets the focus: thirty are
   * decided one after the other.
   * @param done what is told of it; undefined where it was refused
   */
  readonly changed = async (done: string | undefined): Promise<void> => {
    const { chosen } = this
    const here = chosen === undefined ? -1 : this.rows().findIndex((row) => this.isRowOf(row, chosen.item))
    await this.work.list.refresh()
    if (done === undefined) return
    this.told = done
    this.deciding = false
    await tick()
    const rows = this.rows()
    rows[Math.min(Math.max(here, 0), rows.length - 1)]?.focus()
  }

  private isRowOf(row: HTMLElement | undefined, item: T): boolean {
    return row?.dataset[this.work.name] === this.work.idOf(item)
  }

  private rows(): HTMLElement[] {
    return [...document.querySelectorAll<HTMLElement>(this.selector)]
  }
}
