/** The keys of a list that is worked through: j and k go from row to row, the others are the page's own. */

/**
 * @param selector finds what has the focus in each row
 * @param deeds by key, handed the row that has the focus, if one has; false where there was nothing to do
 */
export function steerRows(
  event: KeyboardEvent,
  selector: string,
  deeds: Readonly<Record<string, (here: HTMLElement | undefined) => boolean>>,
): void {
  const { key, target } = event
  if (event.ctrlKey || event.metaKey || event.altKey || !(target instanceof HTMLElement)) return
  if (target.closest('dialog, select, textarea, input:not([type=checkbox])')) return
  const rows = [...document.querySelectorAll<HTMLElement>(selector)]
  const here = rows.indexOf(target)
  if (key === 'j') rows[Math.min(here + 1, rows.length - 1)]?.focus()
  else if (key === 'k') rows[Math.max(here - 1, 0)]?.focus()
  // A held key goes through the rows and does nothing else.
  else if (event.repeat || deeds[key]?.(rows[here]) !== true) return
  event.preventDefault()
}

/** Escape closes the dialog, and nothing behind it. */
export function isInDialog({ target }: KeyboardEvent): boolean {
  return target instanceof Element && target.closest('dialog') !== null
}
