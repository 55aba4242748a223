-- Sums by the day of the program's zone: a year by the day is read in some 10,000 rows instead of 400,000 of hours.
create table day_totals (
  program_id integer not null,
  day date not null,
  metric text not null,
  detail text not null,
  count bigint not null,
  amount_minor bigint not null,
  primary key (program_id, day, metric, detail)
) with (fillfactor = 70);
insert into day_totals (program_id, day, metric, detail, count, amount_minor)
select t.program_id, (t.hour at time zone (v.terms ->> 'timeZone'))::date, t.metric, t.detail, sum(t.count), sum(t.amount_minor)
from totals t
join books b on b.program_id = t.program_id
join program_versions v on v.program_id = t.program_id and v.version = b.version
group by 1, 2, 3, 4;
