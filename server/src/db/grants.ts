/**
 * What the service's role may do: read and write every table, but only read and add to append-only ones. The database
 * is asked each time, because its rights may have been changed elsewhere.
 */
import type { Sql, Tx } from './connect.js'

/** Tables whose rows never change or disappear. One that does not exist (yet) is skipped. */
export const appendOnlyTables: readonly string[] = [
  'transfers',
  'migrations',
  'key_fingerprints',
  'program_versions',
  'logos',
  'fraud_versions',
  'signals',
  'review_decisions',
  'rulings',
  'recoveries',
  'link_rulings',
  'fundings',
  'statement_lines',
  'difference_steps',
  'audit_entries',
  'audit_chain',
]

/**
 * Run by the owner. Does nothing if all rights are correct, because a grant makes every session plan its statements
 * again.
 */
export async function grantService(tx: Tx, role: string): Promise<void> {
  const [owner] = await tx<{ role: string; schema: string }[]>`select current_user as role, current_schema() as schema`
  if (owner === undefined || owner.role === role) return
  const wrong = await tablesWithWrongRights(tx, role)
  if (wrong.length === 0) return
  await tx`grant usage on schema ${tx(owner.schema)} to ${tx(role)}`
  for (const table of wrong) {
    await tx`revoke all on ${tx(table.name)} from ${tx(role)}`
    if (table.append_only) await tx`grant select, insert on ${tx(table.name)} to ${tx(role)}`
    else await tx`grant select, insert, update, delete on ${tx(table.name)} to ${tx(role)}`
  }
}

/** Partitions of an append-only table are append-only too, because they can be named directly. */
async function tablesWithWrongRights(tx: Tx, role: string): Promise<{ name: string; append_only: boolean }[]> {
  return tx<{ name: string; append_only: boolean }[]>`
    with recursive append_only (oid) as (
      select oid from pg_class
      where relnamespace = current_schema()::regnamespace and relname = any (${[...appendOnlyTables]}::text[])
      union all
      select i.inhrelid from pg_inherits i join append_only a on i.inhparent = a.oid
    ), tables as (
      select c.oid, c.relname as name, exists (select from append_only a where a.oid = c.oid) as append_only
      from pg_class c
      where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
    )
    select name, append_only
    from tables
    where not (has_schema_privilege(${role}, current_schema(), 'usage')
      and has_table_privilege(${role}, oid, 'select')
      and has_table_privilege(${role}, oid, 'insert')
      and has_table_privilege(${role}, oid, 'update') <> append_only
      and has_table_privilege(${role}, oid, 'delete') <> append_only
      and not (append_only and has_any_column_privilege(${role}, oid, 'update'))
      and not has_table_privilege(${role}, oid, 'truncate'))
    order by name`
}

/**
 * Whether the session's role cannot rewrite the past: it has no such privilege on the tables or a column, and is not a
 * member of their owner, which could grant itself anything.
 */
export async function appendOnlyEnforced(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ enforced: boolean | null }[]>`
    select bool_and(not (
      has_table_privilege(c.oid, 'update, delete, truncate')
      or has_any_column_privilege(c.oid, 'update')
      or pg_has_role(c.relowner, 'member'))) as enforced
    from pg_class c
    where c.relnamespace = current_schema()::regnamespace and c.relname = any (${[...appendOnlyTables]}::text[])`
  return row?.enforced === true
}
