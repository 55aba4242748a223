-- Reconciliation: the ledger, the payouts and the providers' own statements, compared three ways.

create type statement_state as enum ('paid', 'returned');
create type difference_step as enum ('opened', 'taken', 'resolved', 'reopened');

-- A statement that was read, of the time from `from_at` and before `to_at` by the provider's clock. While it is being
-- read, or where reading broke off, `read_at` is null: what it held is kept, and what it lacked proves nothing.
create table provider_statements (
  program_id integer not null,
  id uuid not null,
  provider text not null,
  from_at timestamptz not null,
  to_at timestamptz not null,
  lines integer not null default 0,
  begun_at timestamptz not null,
  read_at timestamptz,
  primary key (program_id, id),
  foreign key (program_id) references books (program_id),
  check (from_at < to_at)
);
create index provider_statements_read on provider_statements (program_id, provider) where read_at is not null;

-- What providers say that they paid and what came back, each line once; `times` is how often its statement has it.
-- `statement_id` is the latest statement that has it. `payout_id` is what its reference reads as: null where it is none.
create table provider_lines (
  program_id integer not null,
  provider text not null,
  reference text not null,
  provider_reference text not null,
  state statement_state not null,
  amount_minor bigint not null,
  at timestamptz not null,
  payout_id uuid,
  times integer not null,
  statement_id uuid not null,
  primary key (program_id, provider, reference, provider_reference, state, amount_minor)
);
create index provider_lines_of_payout on provider_lines (program_id, provider, payout_id);
create index provider_lines_at on provider_lines (program_id, provider, at);

-- A reconciliation of a program, in parts: one for the ledger and one for each provider. A part goes through the steps
-- of its kind; `after` is how far its step has come, so that whoever comes next goes on there.
create table reconciliations (
  program_id integer not null,
  id uuid not null,
  -- Statements are read from here, where somebody asked for it; else each from where it was read before.
  from_at timestamptz,
  to_at timestamptz not null,
  day date not null,
  asked_by text,
  opened integer not null default 0,
  explained integer not null default 0,
  -- More than one reconciliation may open: what is left is opened by the next.
  cut boolean not null default false,
  finished_at timestamptz,
  primary key (program_id, id),
  foreign key (program_id) references books (program_id)
);
create unique index reconciliations_at_work on reconciliations (program_id) where finished_at is null;

create table reconciliation_parts (
  program_id integer not null,
  reconciliation_id uuid not null,
  -- Null: the ledger against the payouts.
  provider text,
  place smallint not null,
  step text not null,
  after uuid,
  -- What it was compared with: null where the provider gives no statement.
  statement_from timestamptz,
  statement_to timestamptz,
  lines integer not null default 0,
  payouts integer not null default 0,
  -- The provider was asked for its statement and gave none.
  unread boolean not null default false,
  primary key (program_id, reconciliation_id, place),
  foreign key (program_id, reconciliation_id) references reconciliations (program_id, id)
);

-- The same difference is the same row for ever: `facts` marks what it says. `found_by` is the latest reconciliation that
-- found it; null of those that news opened.
alter table differences
  add column facts text generated always as (md5(detail::text)) stored,
  add column part text,
  add column found_by uuid,
  add column note text;
drop index differences_open;
create unique index differences_once on differences (program_id, kind, subject, facts);
create index differences_open on differences (program_id, id) where resolved_at is null;
create index differences_open_of_part on differences (program_id, part) where resolved_at is null;

-- What became of a difference: when it was opened, who took it, and how it was resolved, each time.
create table difference_steps (
  program_id integer not null,
  difference_id uuid not null,
  id uuid not null,
  step difference_step not null,
  said_by text not null,
  resolution text,
  note text,
  at timestamptz not null,
  primary key (program_id, difference_id, id),
  foreign key (program_id, difference_id) references differences (program_id, id)
);

-- The sandbox dates what it pays and what comes back, as a provider's statement does.
alter table sandbox_payments
  add column paid_at timestamptz,
  add column returned_at timestamptz;
update sandbox_payments set paid_at = received_at where state in ('paid', 'returned');
update sandbox_payments set returned_at = received_at where state = 'returned';
drop index sandbox_payments_received;
create index sandbox_payments_paid on sandbox_payments (program_id, paid_at, reference) where paid_at is not null;
create index sandbox_payments_returned on sandbox_payments (program_id, returned_at, reference) where returned_at is not null;
