-- Test programs that live through invented days: how many of them are lived. A process takes a day by adding it here first,
-- so that no two live the same one.
create table example_fills (
  program_id integer primary key,
  begun_at timestamptz not null,
  lived smallint not null default 0 check (lived between 0 and 28),
  finished_at timestamptz
);
