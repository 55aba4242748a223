-- The end of a program, or (with a country) of one of its countries, that one person asked for and another has not
-- confirmed yet, where the program asks for both. `overtaken`: the program ended otherwise, by its date or as a whole.
create type close_request_state as enum ('waiting', 'confirmed', 'withdrawn', 'overtaken');

create table close_requests (
  program_id integer not null,
  id uuid not null,
  country text,
  state close_request_state not null,
  asked_by text not null,
  asked_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  primary key (program_id, id),
  foreign key (program_id) references books (program_id),
  check ((state = 'waiting') = (decided_at is null)),
  check ((state in ('confirmed', 'withdrawn')) = (decided_by is not null)),
  check (state <> 'confirmed' or decided_by <> asked_by)
);
create unique index close_requests_waiting on close_requests (program_id, country) nulls not distinct
  where state = 'waiting';
