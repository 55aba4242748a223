-- Payout providers that an operator attaches: somebody's machine, called by the contract of docs/payout-http.md.

create type provider_state as enum ('active', 'detached');

-- `provider` is the name that terms, payouts and statements know it by (`http:prv_…`). Whose machine it is (url, secret)
-- and what it pays never changes: what was sent is asked about where it was sent. `secret` is sealed; the one before it
-- counts too until `previous_until`. `trouble` is why its last answer could not be taken; null while all is well.
-- `unanswered` counts orders in a row that went unanswered: nothing is sent until `resting_until`, by the program's clock.
-- `balance_low`: what it said it has, at `balance_at`, was less than what it may have to pay. It is asked again at
-- `balance_ask_at`, by the program's clock.
create table attached_providers (
  program_id integer not null,
  provider text not null,
  name text not null,
  url text not null,
  kinds text[] not null,
  minimum_minor bigint not null check (minimum_minor > 0),
  maximum_minor bigint not null,
  settlement_window_seconds integer not null check (settlement_window_seconds >= 0),
  secret bytea not null,
  previous_secret bytea,
  previous_until timestamptz,
  state provider_state not null,
  unanswered integer not null default 0 check (unanswered >= 0),
  resting_until timestamptz,
  trouble text,
  trouble_at timestamptz,
  balance_minor bigint check (balance_minor >= 0),
  owed_minor bigint check (owed_minor >= 0),
  balance_at timestamptz,
  balance_low boolean not null default false,
  balance_ask_at timestamptz not null,
  created_at timestamptz not null,
  primary key (program_id, provider),
  foreign key (program_id) references books (program_id),
  check (minimum_minor <= maximum_minor)
);
