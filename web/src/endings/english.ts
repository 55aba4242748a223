/** Endings of English words. A number, already written, with its noun: “1 row”, “2 rows”. */
export function many(count: string, one: string, more = `${one}s`): string {
  return `${count} ${count === '1' ? one : more}`
}
