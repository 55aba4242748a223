-- Cash-outs: where the money goes, each payout on its way, who approved it, and what a person must look at.

create type method_kind as enum ('bkash', 'nagad', 'rocket', 'recharge', 'bank');
create type payout_state as enum ('requested', 'approved', 'sending', 'unknown', 'paid', 'failed', 'rejected', 'returned');
create type payout_verdict as enum ('approve', 'reject');
create type sandbox_state as enum ('accepted', 'paid', 'refused', 'returned');

alter type cause_kind add value 'payout';
alter type transfer_step add value 'request';
alter type transfer_step add value 'pay';
alter type transfer_step add value 'restore';
alter type transfer_step add value 'bounce';

-- One data key a participant, sealed under the key ring. Without this row what was sealed under it is noise.
create table participant_keys (
  program_id integer not null,
  participant_id uuid not null,
  sealed bytea not null,
  primary key (program_id, participant_id),
  foreign key (program_id, participant_id) references participants (program_id, id)
);

-- One row a wallet that was ever named: what is counted by wallet is counted while it is held.
create table wallets (
  program_id integer not null,
  digest uuid not null,
  primary key (program_id, digest)
);

-- Where a participant's money goes. `account` is sealed; `hint` is its last characters; `wallet` is its keyed digest.
create table payout_methods (
  program_id integer not null,
  participant_id uuid not null,
  kind method_kind not null,
  account bytea not null,
  hint text not null,
  wallet uuid not null,
  set_at timestamptz not null,
  usable_at timestamptz not null,
  primary key (program_id, participant_id),
  foreign key (program_id, participant_id) references participants (program_id, id)
);

-- A cash-out. Its reference to a provider is its id, which is here before the provider hears of it.
-- `day` is the program's calendar day of the request. `deadline_at` is real time: after it, nobody sends this payout.
-- `asked` counts how often the provider was asked about it; `accepted` says that the provider knew it once.
create table payouts (
  program_id integer not null,
  id uuid not null,
  participant_id uuid not null,
  idempotency_key text not null,
  amount_minor bigint not null check (amount_minor > 0),
  kind method_kind not null,
  account bytea not null,
  hint text not null,
  wallet uuid not null,
  provider text not null,
  state payout_state not null,
  approvals_needed smallint not null check (approvals_needed between 0 and 2),
  code text,
  provider_reference text,
  day date not null,
  requested_at timestamptz not null,
  sent_at timestamptz,
  deadline_at timestamptz,
  ask_at timestamptz,
  asked integer not null default 0,
  accepted boolean not null default false,
  settled_at timestamptz,
  primary key (program_id, id),
  unique (program_id, participant_id, idempotency_key),
  foreign key (program_id, participant_id) references participants (program_id, id),
  check (state in ('requested', 'approved', 'rejected') or sent_at is not null),
  check ((state in ('paid', 'failed', 'rejected', 'returned')) = (settled_at is not null))
) with (fillfactor = 80);
create index payouts_by_state on payouts (program_id, state, id);
create index payouts_to_send on payouts (program_id, provider, id) where state = 'approved';
create index payouts_to_ask on payouts (program_id, ask_at) where state in ('sending', 'unknown');
create index payouts_past_deadline on payouts (program_id, deadline_at) where state = 'sending';
create index payouts_of_wallet on payouts (program_id, wallet, day);

-- What people and keys said of a payout that waited for them. One says one thing, once.
create table payout_verdicts (
  program_id integer not null,
  payout_id uuid not null,
  said_by text not null,
  verdict payout_verdict not null,
  reason text,
  said_at timestamptz not null,
  primary key (program_id, payout_id, said_by),
  foreign key (program_id, payout_id) references payouts (program_id, id)
);

-- What does not agree, or what only a person can find out. `subject` is what it is about, in the words of the wire.
create table differences (
  program_id integer not null,
  id uuid not null,
  kind text not null,
  subject text not null,
  payout_id uuid,
  detail jsonb not null,
  opened_at timestamptz not null,
  owner text,
  resolution text,
  resolved_at timestamptz,
  resolved_by text,
  primary key (program_id, id),
  foreign key (program_id, payout_id) references payouts (program_id, id),
  check ((resolved_at is null) = (resolution is null))
);
create unique index differences_open on differences (program_id, kind, subject) where resolved_at is null;
create index differences_of_payout on differences (program_id, payout_id) where payout_id is not null;

-- The sandbox's own books, as a provider has them, and the calls that it owes us.
create table sandbox_payments (
  program_id integer not null,
  reference text not null,
  provider_reference text not null,
  amount_minor bigint not null,
  state sandbox_state not null,
  code text,
  received_at timestamptz not null,
  due_at timestamptz,
  primary key (program_id, reference)
);
create index sandbox_payments_received on sandbox_payments (program_id, received_at);
create table sandbox_calls (
  program_id integer not null,
  id uuid not null,
  reference text not null,
  state sandbox_state not null,
  due_at timestamptz not null,
  primary key (program_id, id)
);
create index sandbox_calls_due on sandbox_calls (program_id, due_at);
