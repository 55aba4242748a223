-- Word of what changed: written in the transaction of the change, read by the app and by webhooks.
-- `turn` and `lsn` put a change behind everything that its transaction could have seen, and a turn is a transaction's
-- number, so that a reader knows when no earlier change can come any more: docs/decisions/0018.
-- Whom it concerns is told by id: names and sentences are made when it is read, and none is left when a person leaves.
create table changes (
  program_id integer not null,
  turn bigint not null,
  lsn pg_lsn not null,
  id uuid not null,
  type text not null,
  participant_id uuid,
  friend_id uuid,
  amount_minor bigint,
  friend_amount_minor bigint,
  due_at timestamptz,
  reason text,
  detail jsonb,
  changed_at timestamptz not null,
  primary key (program_id, turn, lsn, id)
);

-- How far back the feed of a program reaches: what was at or before this is forgotten.
create table feed_ends (
  program_id integer primary key,
  turn bigint not null,
  lsn pg_lsn not null,
  id uuid not null
);
