-- Advocates by their friends, folded by a sweep, so that no signup has an index by friends to change.
-- `friends` is the number of the participant when it was folded. `friends_most` is the sum of the days on which friends
-- were gained: no period has more.
create table advocate_ranks (
  program_id integer not null,
  advocate_id uuid not null,
  friends integer not null check (friends >= 0),
  friends_most bigint not null check (friends_most >= 0),
  primary key (program_id, advocate_id)
) with (fillfactor = 80);
create index advocate_ranks_by_friends on advocate_ranks (program_id, friends, advocate_id);
create index advocate_ranks_by_most on advocate_ranks (program_id, friends_most desc, advocate_id);

-- Every change of a referral before this turn of the feed is folded.
create table rank_folds (
  program_id integer primary key,
  turn bigint not null
);

insert into rank_folds (program_id, turn)
select id, pg_snapshot_xmin(pg_current_snapshot())::text::bigint from programs;
insert into advocate_ranks (program_id, advocate_id, friends, friends_most)
select p.program_id, p.id, p.friends_counted, d.most
from (
  select program_id, advocate_id, sum(greatest(counted, 0)) as most from advocate_days group by program_id, advocate_id
) as d
join participants p on p.program_id = d.program_id and p.id = d.advocate_id;
