-- Payouts that a person carries: batches that went out as files, and the results that came back in files.

create type result_state as enum ('reading', 'previewed', 'applying', 'applied');
create type result_outcome as enum ('paid', 'failed', 'returned');

create table payout_batches (
  program_id integer not null,
  id uuid not null,
  kind method_kind not null,
  payouts integer not null check (payouts > 0),
  amount_minor bigint not null check (amount_minor > 0),
  made_at timestamptz not null,
  primary key (program_id, id)
);

-- A payout is in one batch, once: it is handed to nobody twice.
create table payout_batch_lines (
  program_id integer not null,
  batch_id uuid not null,
  line integer not null,
  payout_id uuid not null,
  primary key (program_id, batch_id, line),
  unique (program_id, payout_id),
  foreign key (program_id, batch_id) references payout_batches (program_id, id),
  foreign key (program_id, payout_id) references payouts (program_id, id)
);

-- A file of results. The counts are those of its preview, which is there when it is no longer `reading`.
create table payout_results (
  program_id integer not null,
  id uuid not null,
  state result_state not null,
  rows integer not null default 0,
  moves integer not null default 0,
  odd integer not null default 0,
  uploaded_at timestamptz not null,
  applied_at timestamptz,
  primary key (program_id, id),
  check ((state = 'applied') = (applied_at is not null))
);

-- A row of the file as it was read, and what was found about it. `told`: it is handed on when the file is applied.
-- `outcome` and `verdict` are null until they are known. `first_line`: where the same payout stands before.
create table payout_result_rows (
  program_id integer not null,
  result_id uuid not null,
  line integer not null,
  reference text not null,
  payout_id uuid,
  outcome result_outcome,
  amount_minor bigint,
  provider_reference text,
  code text,
  verdict text,
  odd boolean not null default false,
  told boolean not null default false,
  first_line integer,
  taken_at timestamptz,
  primary key (program_id, result_id, line),
  foreign key (program_id, result_id) references payout_results (program_id, id)
);
create index payout_result_rows_odd on payout_result_rows (program_id, result_id, line) where odd;
create index payout_result_rows_to_take on payout_result_rows (program_id, result_id, line) where told and taken_at is null;
