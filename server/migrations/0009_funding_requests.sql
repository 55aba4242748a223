-- Money that one person asked to be set aside and another has not confirmed yet, where the program asks for both. Its id
-- becomes the funding's.
create type funding_request_state as enum ('waiting', 'confirmed', 'withdrawn');

create table funding_requests (
  program_id integer not null,
  id uuid not null,
  reference text not null,
  amount_minor bigint not null check (amount_minor > 0),
  state funding_request_state not null,
  asked_by text not null,
  asked_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  primary key (program_id, id),
  foreign key (program_id) references books (program_id),
  check ((state = 'waiting') = (decided_by is null) and (state = 'waiting') = (decided_at is null)),
  check (state <> 'confirmed' or decided_by <> asked_by)
);
create unique index funding_requests_waiting on funding_requests (program_id, reference) where state = 'waiting';
