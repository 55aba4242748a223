-- Where an app hears of changes. A webhook has a place in the feed; what it passed and wants is a row of its deliveries.

create type webhook_state as enum ('active', 'disabled', 'removed');
create type delivery_state as enum ('pending', 'delivered', 'failed');

-- `types` and `audiences`: null takes all. The secrets are sealed under the key ring.
-- `turn`, `lsn` and `place_id` are its place in the feed. `due_at`: when something that it waits for may be sent again.
-- `leased_by` has it alone until `leased_until`. `failures` are first tries that failed since one was accepted.
create table webhooks (
  program_id integer not null,
  id uuid not null,
  url text not null,
  types text[],
  audiences text[],
  secret bytea not null,
  previous_secret bytea,
  previous_until timestamptz,
  state webhook_state not null,
  disabled_because text,
  turn bigint not null,
  lsn pg_lsn not null,
  place_id uuid not null,
  due_at timestamptz,
  paused_until timestamptz,
  failures integer not null default 0 check (failures >= 0),
  failing_since timestamptz,
  accepted_at timestamptz,
  leased_by uuid,
  leased_until timestamptz,
  created_at timestamptz not null,
  primary key (program_id, id)
);

create table webhook_deliveries (
  program_id integer not null,
  webhook_id uuid not null,
  change_id uuid not null,
  turn bigint not null,
  lsn pg_lsn not null,
  participant_id uuid,
  friend_id uuid,
  state delivery_state not null,
  tries integer not null default 0 check (tries >= 0),
  due_at timestamptz not null,
  first_tried_at timestamptz,
  tried_at timestamptz,
  status smallint,
  error text,
  primary key (program_id, webhook_id, change_id)
);
create index webhook_deliveries_pending on webhook_deliveries (program_id, webhook_id, turn, lsn, change_id)
  where state = 'pending';
