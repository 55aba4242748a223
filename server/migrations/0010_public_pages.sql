-- What readers of a link said of it. A reader is a keyed digest of address and browser: the same one, link, reason and
-- day is one row, however often the button is pressed. The unique key also counts a link's and a program's day.
create type link_report_reason as enum ('unwanted', 'false_promise', 'impersonation', 'asked_for_money', 'other');

create table link_reports (
  program_id integer not null,
  id uuid not null,
  advocate_id uuid not null,
  reason link_report_reason not null,
  reader uuid not null,
  day date not null,
  reported_at timestamptz not null,
  primary key (program_id, id),
  unique (program_id, day, advocate_id, reason, reader)
);

-- That the books were checked, when, and what was found: told on the program's public page.
create table ledger_checks (
  program_id integer not null,
  id uuid not null,
  checked_at timestamptz not null,
  transfers bigint not null check (transfers >= 0),
  differences integer not null check (differences >= 0),
  primary key (program_id, id)
);
