/** All that is kept, table by table: what a refused call must leave as it was. */
import { connect } from '../../src/db/connect.js'
import type { TestApp } from '../support/app.js'

/** Written by being refused, or by looking: which call was refused, who tried to sign in, when a key was last used. */
const ofLooking = new Set(['refused_calls', 'sign_in_attempts', 'operator_sessions'])
const whenUsed = /"(last_used_at|seen_at|updated_at)":("[^"]*"|null),?/g

export async function everything(app: TestApp): Promise<Map<string, string>> {
  const sql = connect(app.database.ownerUrl, { max: 1 })
  try {
    const tables = await sql<{ name: string }[]>`
      select c.relname as name from pg_class c
      where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace order by c.relname`
    const kept = new Map<string, string>()
    for (const { name } of tables.filter((one) => !ofLooking.has(one.name))) {
      const rows = await sql<{ text: string }[]>`select row_to_json(t)::text as text from ${sql(name)} t`
      const texts = rows.map(({ text }) => text.replace(whenUsed, ''))
      kept.set(name, texts.toSorted().join('\n'))
    }
    return kept
  } finally {
    await sql.end()
  }
}
