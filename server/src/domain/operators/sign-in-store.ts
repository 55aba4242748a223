/**
 * Better-auth's adapter over our driver and tables: operators, credentials, sessions, second factors and challenges.
 * Models and fields are looked up in a closed list, so nothing else can be named. There are no joins: the factory makes
 * two queries.
 */
import { createAdapterFactory, type CleanedWhere, type CustomAdapter } from 'better-auth/adapters'
import type { Sql } from '../../db/connect.js'
import type { Statement } from '../../db/sql.js'
import { assert, must } from '../../errors.js'

const common = ['id', 'createdAt', 'updatedAt']

/** For each model its table and the stored fields. Other fields (an image, tokens of other sites) are not stored. */
const models: Readonly<Record<string, { readonly table: string; readonly fields: readonly string[] }>> = {
  user: { table: 'operators', fields: [...common, 'name', 'email', 'emailVerified', 'twoFactorEnabled'] },
  account: {
    table: 'operator_credentials',
    fields: [...common, 'userId', 'providerId', 'accountId', 'password'],
  },
  session: { table: 'operator_sessions', fields: [...common, 'userId', 'token', 'expiresAt', 'userAgent'] },
  verification: { table: 'operator_challenges', fields: [...common, 'identifier', 'value', 'expiresAt'] },
  twoFactor: {
    table: 'operator_second_factors',
    fields: ['id', 'userId', 'secret', 'backupCodes', 'verified', 'failedVerificationCount', 'lockedUntil'],
  },
}

type Row = Record<string, unknown>

const rowsMax = 100

export function signInStore(sql: Sql) {
  return createAdapterFactory({
    config: { adapterId: 'bondhu', adapterName: 'Bondhu', supportsUUIDs: false, transaction: false },
    adapter: () => ({ ...finding(sql), ...writing(sql), ...removing(sql) }),
  })
}

function finding(sql: Sql) {
  return {
    async findOne<T>({ model, where }: { model: string; where: CleanedWhere[] }) {
      const [row] = await sql<Row[]>`select * from ${tableOf(sql, model)} where ${matching(sql, model, where)} limit 1`
      return row === undefined ? null : (fieldsOf(model, row) as T)
    },
    async findMany<T>({
      model,
      where = [],
      limit,
      offset = 0,
      sortBy,
    }: {
      model: string
      where?: CleanedWhere[] | undefined
      limit: number
      offset?: number | undefined
      sortBy?: { field: string; direction: 'asc' | 'desc' } | undefined
    }) {
      const direction = sortBy?.direction === 'desc' ? sql`desc` : sql`asc`
      const rows = await sql<Row[]>`
        select * from ${tableOf(sql, model)} where ${matching(sql, model, where)}
        order by ${sql(columnOf(model, sortBy?.field ?? 'id'))} ${direction}
        limit ${Math.min(limit, rowsMax)} offset ${offset}`
      return rows.map((row) => fieldsOf(model, row) as T)
    },
    async count({ model, where = [] }) {
      const [row] = await sql<{ count: number }[]>`
        select count(*)::int as count from ${tableOf(sql, model)} where ${matching(sql, model, where)}`
      return row?.count ?? 0
    },
  } satisfies Partial<CustomAdapter>
}

function writing(sql: Sql) {
  return {
    async create({ model, data }) {
      const [row] = await sql<
        Row[]
      >`insert into ${tableOf(sql, model)} ${sql.rows([columnsOf(model, data)])} returning *`
      return fieldsOf(model, must(row, 'an inserted row')) as typeof data
    },
    async update<T>({ model, where, update }: { model: string; where: CleanedWhere[]; update: T }) {
      if (where.length === 0) return null
      const [row] = await sql<Row[]>`
        update ${tableOf(sql, model)} set ${sql.sets(columnsOf(model, update as Row))}
        where ${matching(sql, model, where)} returning *`
      return row === undefined ? null : (fieldsOf(model, row) as T)
    },
    async updateMany({ model, where, update }) {
      const { count } = await sql`
        update ${tableOf(sql, model)} set ${sql.sets(columnsOf(model, update))} where ${matching(sql, model, where)}`
      return count
    },
    async incrementOne<T>({
      model,
      where,
      increment,
      set = {},
    }: {
      model: string
      where: CleanedWhere[]
      increment: Record<string, number>
      set?: Row | undefined
    }) {
      const steps = Object.entries(increment).map(
        ([field, delta]) => sql`${sql(columnOf(model, field))} = ${sql(columnOf(model, field))} + ${delta}`,
      )
      const values = Object.entries(columnsOf(model, set)).map(([column, value]) => sql`${sql(column)} = ${value}`)
      const [row] = await sql<Row[]>`
        update ${tableOf(sql, model)} set ${listed(sql, [...steps, ...values])}
        where ${matching(sql, model, where)} returning *`
      return row === undefined ? null : (fieldsOf(model, row) as T)
    },
  } satisfies Partial<CustomAdapter>
}

function removing(sql: Sql) {
  return {
    async delete({ model, where }) {
      assert(where.length > 0, 'a deletion says of what')
      await sql`delete from ${tableOf(sql, model)} where ${matching(sql, model, where)}`
    },
    async deleteMany({ model, where }) {
      assert(where.length > 0, 'a deletion says of what')
      const { count } = await sql`delete from ${tableOf(sql, model)} where ${matching(sql, model, where)}`
      return count
    },
    async consumeOne<T>({ model, where }: { model: string; where: CleanedWhere[] }) {
      const table = tableOf(sql, model)
      const [row] = await sql<Row[]>`
        delete from ${table}
        where id = (select id from ${table} where ${matching(sql, model, where)} limit 1 for update skip locked)
        returning *`
      return row === undefined ? null : (fieldsOf(model, row) as T)
    },
  } satisfies Partial<CustomAdapter>
}

type Fragment = Statement<Row[]>

function modelOf(model: string) {
  return must(models[model], `better-auth keeps nothing called ${model}`)
}

function tableOf(sql: Sql, model: string) {
  return sql(modelOf(model).table)
}

function columnOf(model: string, field: string): string {
  assert(modelOf(model).fields.includes(field), `${model} has no field ${field}`)
  // Its user is our operator.
  return field === 'userId' ? 'operator_id' : field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** The values to write, by column, without fields that are not stored. */
function columnsOf(model: string, data: Row): Record<string, string> {
  const { fields } = modelOf(model)
  const kept = Object.entries(data).filter(([field, value]) => fields.includes(field) && value !== undefined)
  return Object.fromEntries(kept.map(([field, value]) => [columnOf(model, field), value as string]))
}

function fieldsOf(model: string, row: Row): Row {
  return Object.fromEntries(modelOf(model).fields.map((field) => [field, row[columnOf(model, field)]]))
}

function matching(sql: Sql, model: string, where: readonly CleanedWhere[]): Fragment {
  assert(
    where.every(({ connector }) => connector === 'AND'),
    'conditions hold together',
  )
  return where.reduce<Fragment>((all, one) => sql`${all} and ${conditionOf(sql, model, one)}`, sql`true`)
}

function conditionOf(sql: Sql, model: string, { field, value, operator }: CleanedWhere): Fragment {
  const column = sql(columnOf(model, field))
  if (value === null) return operator === 'ne' ? sql`${column} is not null` : sql`${column} is null`
  if (Array.isArray(value)) {
    assert(operator === 'in', 'of a list, one')
    return sql`${column}::text = any (${value.map(String)}::text[])`
  }
  switch (operator) {
    case 'eq':
      return sql`${column} = ${value}`
    case 'ne':
      return sql`${column} <> ${value}`
    case 'lt':
      return sql`${column} < ${value}`
    case 'lte':
      return sql`${column} <= ${value}`
    case 'gt':
      return sql`${column} > ${value}`
    case 'gte':
      return sql`${column} >= ${value}`
    default:
      throw new Error(`better-auth asked for what it never needed: ${operator}`)
  }
}

function listed(sql: Sql, parts: readonly Fragment[]): Fragment {
  return parts.slice(1).reduce<Fragment>((all, one) => sql`${all}, ${one}`, must(parts[0], 'something to set'))
}
