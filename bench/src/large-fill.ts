/** A large program by SQL: the rows that the service would have written. Every constraint and `verify` hold afterwards. */
import { keepFromFolds, type Sql } from './database.js'

const rewardMinor = 2000
const days = 90

/**
 * @param count of participants, each with a link, a user id and a phone that are claimed. Three in ten came as friends of
 * the others, and there are three clicks for each.
 */
export async function fillLarge(sql: Sql, slug: string, count: number): Promise<void> {
  const [program] = await sql<{ id: number }[]>`select id from programs where slug = ${slug}`
  if (program === undefined) throw new Error('the program is not there')
  const { id } = program
  const friends = Math.floor(count * 0.3)
  const advocates = count - friends
  await keepFromFolds(sql, id)
  await sql`
    create unlogged table people as
    select n, uuidv7(-random() * ${days} * interval '1 day') as id from generate_series(1, ${count}) as n`
  await sql`create unique index on people (n)`
  // Squared, so that the first advocates have most friends.
  await sql`
    create unlogged table pairs as
    with drawn as materialized (
      select n, id, 1 + floor(power(random(), 2) * ${advocates})::int as by_whom from people where n > ${advocates}
    )
    select f.n, f.id as friend, a.id as advocate, uuid_extract_timestamp(f.id) as at
    from drawn f
    join people a on a.n = f.by_whom`
  await sql`analyze people, pairs`
  await fillPeople(sql, id, advocates)
  await fillReferrals(sql, id)
  await fillTotals(sql, id)
  await sql`
    insert into clicks (program_id, id, advocate_id, version, state, clicked_at, via, platform)
    select ${id}, click, advocate, 1, 'live', uuid_extract_timestamp(click), 'whatsapp', 'android'
    from (
      select uuidv7(-random() * ${days} * interval '1 day') as click, p.id as advocate
      from people p, generate_series(1, 3)
    ) as c`
  await sql`drop table people, pairs`
  await sql`vacuum analyze`
}

/** Codes have the check digit of `readers/code.ts`: Damm's. */
async function fillPeople(sql: Sql, id: number, advocates: number): Promise<void> {
  await sql`
    create function pg_temp.checked(digits text) returns text language plpgsql immutable as $$
    declare
      damm constant text :=
        '0317598642709215486342068713591750983426612304597836742095815869720134894536201794386172052581436790';
      state integer := 0;
    begin
      for i in 1..9 loop
        state := substr(damm, state * 10 + substr(digits, i, 1)::int + 1, 1)::int;
      end loop;
      return digits || state;
    end $$`
  await sql`
    insert into participants (program_id, id, user_id, code, joined_at, held_minor, friends_counted)
    select ${id}, p.id, 'u-' || p.n, pg_temp.checked(lpad((p.n * 7919::bigint % 1000000000)::text, 9, '0')),
      uuid_extract_timestamp(p.id), ${rewardMinor} * coalesce(f.count, 0), coalesce(f.count, 0)
    from people p
    left join (select advocate, count(*) as count from pairs group by advocate) as f on f.advocate = p.id`
  await sql`
    insert into identity_claims (program_id, kind, digest, owner_id, signed_up)
    select ${id}, kind, md5(kind::text || n::text)::uuid, id, kind = 'user' and n > ${advocates}
    from people, unnest(array['user', 'phone']::identity_kind[]) as kind`
}

async function fillReferrals(sql: Sql, id: number): Promise<void> {
  await sql`
    insert into signups (program_id, participant_id, outcome, attributed_by, occurred_at, decided_at)
    select ${id}, friend, 'referred', 'code', at, at from pairs`
  await sql`
    insert into referrals (program_id, id, advocate_id, state, version, occurred_at, decided_at)
    select ${id}, friend, advocate, 'counted', 1, at, at from pairs`
  await sql`
    insert into rewards (program_id, referral_id, side, id, participant_id, amount_minor, state, available_at)
    select ${id}, friend, 'advocate', friend, advocate, ${rewardMinor}, 'held', at + interval '1 year' from pairs`
  await sql`
    insert into transfers
      (program_id, id, participant_id, from_account, to_account, amount_minor, cause_kind, cause_id, step, made_at)
    select ${id}, friend, advocate, 'budget', 'held', ${rewardMinor}, 'reward', friend, 'award', at from pairs`
  await sql`
    update books set budget_minor = budget_minor - ${rewardMinor} * (select count(*) from pairs)
    where program_id = ${id}`
}

async function fillTotals(sql: Sql, id: number): Promise<void> {
  await sql`
    insert into lifetime_totals (program_id, metric, detail, count, amount_minor)
    select ${id}, metric, detail, count(*), count(*) * amount
    from pairs, lateral (values
      ('signup', 'referred', 0), ('friend', 'counted', 0), ('transfer', 'budget:held:award', ${rewardMinor}::int)
    ) as t (metric, detail, amount)
    group by metric, detail, amount`
  await sql`
    insert into advocate_days (program_id, advocate_id, day, granted, counted, cost_minor)
    select ${id}, advocate, (at at time zone 'Asia/Dhaka')::date as day, count(*), count(*), ${rewardMinor} * count(*)
    from pairs
    group by day, advocate`
  await sql`
    insert into advocate_ranks (program_id, advocate_id, friends, friends_most)
    select ${id}, advocate, count(*), count(*) from pairs group by advocate`
}
