import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect, transaction } from '../../src/db/connect.js'
import { postTransfers } from '../../src/domain/ledger/transfers.js'
import { newId } from '../../src/ids.js'
import { testDatabase } from '../support/database.js'

const programId = 1
const at = new Date()

test('a balance is found by its key in a table that was never analyzed', async (t) => {
  const { ownerUrl } = await testDatabase(t)
  const sql = connect(ownerUrl, { max: 1 })
  const ids = Array.from({ length: 3000 }, newId)
  await sql`
    insert into participants (program_id, id, user_id)
    select ${programId}, id, id::text from unnest(${ids}::uuid[]) as i (id)`
  const read = await transaction(sql, async (tx) => {
    const friends = ids.slice(0, 20).map((participantId) => ({ participantId, friendId: newId(), counted: 1 }))
    const before = await rowsRead()
    await postTransfers(tx, programId, [], at, { friends })
    return (await rowsRead()) - before

    async function rowsRead() {
      const [row] = await tx<{ read: number }[]>`
        select (seq_tup_read + idx_tup_fetch)::int as read from pg_stat_xact_user_tables where relname = 'participants'`
      return row?.read ?? 0
    }
  })
  assert.ok(read <= 40, `${read} rows were read for 20 people`)
  const [sum] = await sql`select sum(friends_counted)::int as friends from participants where program_id = ${programId}`
  assert.equal(sum?.friends, 20)
  await sql.end()
})

test('a balance of nobody fails, and nothing moves', async (t) => {
  const { ownerUrl } = await testDatabase(t)
  const sql = connect(ownerUrl, { max: 1 })
  const id = newId()
  await sql`insert into participants (program_id, id, user_id) values (${programId}, ${id}, 'rina')`
  const friends = [id, newId()].map((participantId) => ({ participantId, friendId: newId(), counted: 1 }))
  await assert.rejects(
    transaction(sql, (tx) => postTransfers(tx, programId, [], at, { friends })),
    /a participant of a transfer does not exist/,
  )
  const [row] = await sql`select friends_counted from participants where program_id = ${programId}`
  assert.equal(row?.friends_counted, 0)
  await sql.end()
})
