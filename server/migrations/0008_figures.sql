-- What the console's figures and lists are read from, so that none of them scans people or clicks.

-- Sums since the beginning, beside those of each hour: as many rows as there are kinds of things.
create table lifetime_totals (
  program_id integer not null,
  metric text not null,
  detail text not null,
  count bigint not null,
  amount_minor bigint not null,
  primary key (program_id, metric, detail)
) with (fillfactor = 50);
insert into lifetime_totals (program_id, metric, detail, count, amount_minor)
select program_id, metric, detail, sum(count), sum(amount_minor) from totals group by program_id, metric, detail;

-- Clicks of an advocate's link, by the day in the program's zone: folded from clicks by a sweep, in order of their ids.
create table click_days (
  program_id integer not null,
  advocate_id uuid not null,
  day date not null,
  clicks integer not null check (clicks > 0),
  primary key (program_id, advocate_id, day)
) with (fillfactor = 80);

-- Up to which click a program's are folded.
create table click_folds (
  program_id integer primary key,
  upto uuid not null
);

-- Calls of keys and operators that were refused, for whoever writes the app. A sweep keeps the newest.
create table refused_calls (
  program_id integer not null,
  id uuid not null,
  at timestamptz not null,
  actor text not null,
  method text not null,
  path text not null,
  status smallint not null,
  code text not null,
  detail text not null,
  fields jsonb not null,
  primary key (program_id, id)
);
