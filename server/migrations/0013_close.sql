-- A person's answer to a refusal, and the end of a program: what it waits for, when each step was done, what it came to.

create type appeal_state as enum ('open', 'upheld', 'dismissed');
create type close_step as enum ('windows', 'reports', 'actions', 'answers', 'holds', 'payouts', 'settle');

alter type cause_kind add value 'appeal';
alter type cause_kind add value 'close';
alter type transfer_step add value 'dismiss';
alter type transfer_step add value 'return';

-- At most one a referral: the key says so. `reserved_minor` is what the budget gave up for it until it is answered.
create table appeals (
  program_id integer not null,
  id uuid not null,
  referral_id uuid not null,
  state appeal_state not null,
  text text,
  reserved_minor bigint not null check (reserved_minor >= 0),
  opened_at timestamptz not null,
  answer text,
  answered_by text,
  answered_at timestamptz,
  primary key (program_id, id),
  unique (program_id, referral_id),
  foreign key (program_id, referral_id) references referrals (program_id, id),
  check ((state = 'open') = (answered_at is null))
);
create index appeals_by_state on appeals (program_id, state, id);
create index referrals_in_review on referrals (program_id, decided_at, id) where state = 'review';

-- The end of a program, or (with a country) of one of its countries. What it came to is written when it is settled, and
-- the program's own must add up: what came in went out to people, back to the funder, or is somebody's by name.
create table closes (
  program_id integer not null,
  id uuid not null,
  country text,
  closed_at timestamptz not null,
  settled_at timestamptz,
  funded_minor bigint,
  returned_minor bigint,
  paid_minor bigint,
  owed_minor bigint,
  people integer,
  primary key (program_id, id),
  foreign key (program_id) references books (program_id),
  check ((settled_at is null) = (paid_minor is null) and (settled_at is null) = (owed_minor is null)
    and (settled_at is null) = (people is null)),
  check (country is not null or funded_minor is not distinct from returned_minor + paid_minor + owed_minor)
);
create unique index closes_of_country on closes (program_id, country) nulls not distinct;

create table close_steps (
  program_id integer not null,
  close_id uuid not null,
  step close_step not null,
  due_at timestamptz,
  done_at timestamptz,
  primary key (program_id, close_id, step),
  foreign key (program_id, close_id) references closes (program_id, id)
);

-- What each person had been paid and was still owed when it was settled.
create table statement_lines (
  program_id integer not null,
  close_id uuid not null,
  participant_id uuid not null,
  paid_minor bigint not null check (paid_minor >= 0),
  owed_minor bigint not null check (owed_minor >= 0),
  primary key (program_id, close_id, participant_id),
  foreign key (program_id, close_id) references closes (program_id, id),
  foreign key (program_id, participant_id) references participants (program_id, id)
);
