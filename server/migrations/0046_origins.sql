-- How a friend came: the channel of the click, null for a code. Clicks are forgotten earlier than referrals.
alter table referrals add column channel text;
update referrals r set channel = coalesce((
  select case when c.via in ('whatsapp', 'messenger', 'telegram', 'imo', 'viber', 'sms', 'qr', 'copy', 'share', 'email',
    'facebook', 'instagram', 'tiktok', 'youtube', 'x', 'threads', 'snapchat', 'discord', 'signal', 'linkedin')
    then c.via end
  from clicks c where c.program_id = r.program_id and c.id = r.click_id), 'other')
where r.click_id is not null;

-- The weeks after the opening of the account in which the friend did something, one bit each.
alter table activity add column weeks integer not null default 0;

-- Beside the grants of the caps: friends who count by the day of the decision, how many of them
-- came by link, and the amounts of their rewards.
alter table advocate_days drop constraint advocate_days_granted_check;
alter table advocate_days
  add check (granted >= 0),
  add column counted integer not null default 0,
  add column counted_by_link integer not null default 0,
  add column cost_minor bigint not null default 0;
-- Rows are added by the day, so a summary of each block finds a period, and no update has an index to change.
create index advocate_days_of_day on advocate_days using brin (day) with (pages_per_range = 16);

-- What the new tallies would have counted: one row a signup and one a friend who counts now.
create temporary table before on commit drop as
with zones as (
  select b.program_id, v.terms ->> 'timeZone' as zone
  from books b
  join program_versions v on v.program_id = b.program_id and v.version = b.version
), came as (
  select s.program_id, s.decided_at, s.occurred_at, s.attributed_by, r.id as referral_id, r.advocate_id, r.state,
    r.channel, p.country, z.zone, s.occurred_at - c.clicked_at as waited, coalesce((
      select sum(w.amount_minor) from rewards w
      where w.program_id = r.program_id and w.referral_id = r.id), 0) as cost_minor
  from signups s
  join zones z on z.program_id = s.program_id
  join participants p on p.program_id = s.program_id and p.id = s.participant_id
  left join referrals r on r.program_id = s.program_id and r.id = s.participant_id
  left join clicks c on c.program_id = r.program_id and c.id = r.click_id
)
select program_id, decided_at, zone, advocate_id, t.metric, t.detail, t.cost_minor
from came, lateral (values
  ('signup_by', case when attributed_by is null then 'none' else coalesce('click:' || channel, 'code') end, 0),
  ('signup_in', case when attributed_by is not null then coalesce(country, '') end, 0),
  ('delay', case
    when waited < interval '10 minutes' then '10m' when waited < interval '1 hour' then '1h'
    when waited < interval '6 hours' then '6h' when waited < interval '1 day' then '1d'
    when waited < interval '3 days' then '3d' when waited < interval '7 days' then '7d'
    when waited < interval '30 days' then '30d' when waited is not null then 'more' end, 0),
  ('counted_by', case when state = 'counted' then coalesce('click:' || channel, 'code') end, cost_minor),
  ('counted_in', case when state = 'counted' then coalesce(country, '') end, cost_minor),
  ('cohort', case when state = 'counted' then date_trunc('week', occurred_at at time zone zone)::date::text end,
    cost_minor)) as t (metric, detail, cost_minor)
where t.detail is not null;
insert into totals (program_id, hour, metric, detail, count, amount_minor)
select program_id, date_trunc('hour', decided_at, zone), metric, detail, count(*), sum(cost_minor)
from before
group by 1, 2, 3, 4;
insert into day_totals (program_id, day, metric, detail, count, amount_minor)
select program_id, (decided_at at time zone zone)::date, metric, detail, count(*), sum(cost_minor)
from before
group by 1, 2, 3, 4;
insert into lifetime_totals (program_id, metric, detail, count, amount_minor)
select program_id, metric, detail, count(*), sum(cost_minor)
from before
group by 1, 2, 3;
insert into advocate_days (program_id, advocate_id, day, granted, counted, counted_by_link, cost_minor)
select program_id, advocate_id, (decided_at at time zone zone)::date, 0, count(*),
  count(*) filter (where detail like 'click:%'), sum(cost_minor)
from before
where metric = 'counted_by'
group by 1, 2, 3
on conflict (program_id, advocate_id, day) do update
  set counted = excluded.counted, counted_by_link = excluded.counted_by_link, cost_minor = excluded.cost_minor;
drop table before;
