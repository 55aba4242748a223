/**
 * A list as PostgreSQL's array text. The driver would check and escape each member. Ids, numbers, enum names and times
 * need no escaping, and that took a tenth of a signup's time, in Node and in the database.
 * @param values never text written by a person. Null is NULL.
 */
export function arrayText(values: readonly (string | number | bigint | Date | null)[]): string {
  let text = ''
  for (const value of values) {
    text += `,${value === null ? 'NULL' : value instanceof Date ? value.toISOString() : value}`
  }
  return `{${text.slice(1)}}`
}
