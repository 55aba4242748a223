-- The spine: programs, participants, clicks, identities, signups, rewards and the ledger.
-- Every key begins with program_id; nothing here has a trigger, a cascade or a default of the current time.

create type program_mode as enum ('test', 'live');
create type program_state as enum ('draft', 'scheduled', 'live', 'paused', 'closing', 'settled');
create type identity_kind as enum ('user', 'phone', 'email', 'device', 'install', 'wallet');
create type signup_outcome as enum ('referred', 'organic', 'refused');
create type evidence_kind as enum ('click', 'code');
create type decision_reason as enum (
  'no_code', 'unknown_code', 'click_expired',
  'program_not_live', 'program_closed', 'already_member', 'identity_missing', 'under_age', 'country_not_eligible',
  'self_referral', 'same_device', 'advocate_cap_reached', 'budget_exhausted'
);
create type referral_state as enum ('pending', 'review', 'counted', 'lapsed', 'reversed', 'refused');
create type reward_side as enum ('advocate', 'friend');
create type reward_state as enum ('reserved', 'held', 'available', 'reversed');
create type account as enum ('funding', 'returned', 'reserved', 'budget', 'held', 'available', 'clearing', 'paid');
create type cause_kind as enum ('funding', 'reward');
create type transfer_step as enum ('fund', 'reserve', 'award', 'release', 'lapse', 'reverse');

-- One row a secret of the key ring: another ring must never make everybody new.
create table key_fingerprints (
  version smallint primary key,
  fingerprint bytea not null
);

create table programs (
  id integer generated always as identity primary key,
  uid uuid not null unique,
  slug text not null unique
);

-- State, version and balances of a program: the one hot row, read first and locked last.
-- A low fill factor keeps its updates on the page it is on (heap-only tuples).
create table books (
  program_id integer primary key,
  mode program_mode not null,
  state program_state not null,
  version integer not null check (version > 0),
  key_version smallint not null,
  clock_offset_ms bigint not null default 0 check (clock_offset_ms >= 0 and (mode = 'test' or clock_offset_ms = 0)),
  closing_at timestamptz,
  funding_minor bigint not null default 0 check (funding_minor <= 0),
  returned_minor bigint not null default 0 check (returned_minor >= 0),
  reserved_minor bigint not null default 0 check (reserved_minor >= 0),
  budget_minor bigint not null default 0 check (budget_minor >= 0),
  foreign key (program_id) references programs (id)
) with (fillfactor = 20);

-- What was promised, and from when. A version is never changed; the newest whose time has come is in force.
create table program_versions (
  program_id integer not null,
  version integer not null,
  terms jsonb not null,
  announced_at timestamptz not null,
  effective_at timestamptz not null,
  primary key (program_id, version)
);

-- A code is made at join, not at signup: a friend who never shares costs no row in its index.
create table participants (
  program_id integer not null,
  id uuid not null,
  user_id text not null,
  code text,
  joined_at timestamptz,
  country text,
  birth_year smallint,
  locale text,
  held_minor bigint not null default 0 check (held_minor >= 0),
  available_minor bigint not null default 0 check (available_minor >= 0),
  clearing_minor bigint not null default 0 check (clearing_minor >= 0),
  paid_minor bigint not null default 0 check (paid_minor >= 0),
  friends_counted integer not null default 0 check (friends_counted >= 0),
  friends_pending integer not null default 0 check (friends_pending >= 0),
  friends_review integer not null default 0 check (friends_review >= 0),
  primary key (program_id, id),
  unique (program_id, user_id),
  check ((code is null) = (joined_at is null))
) with (fillfactor = 80);
create unique index participants_code on participants (program_id, code) where code is not null;

-- How many referrals an advocate was granted on a day of the program's calendar.
create table advocate_days (
  program_id integer not null,
  advocate_id uuid not null,
  day date not null,
  granted integer not null check (granted > 0),
  primary key (program_id, advocate_id, day)
) with (fillfactor = 80);

-- The first owner of an exclusive identity. The owner's id is the participant's, or stands for an imported member.
-- signed_up is said of `user` claims only: whether a signup of this account was decided.
create table identity_claims (
  program_id integer not null,
  kind identity_kind not null,
  digest uuid not null,
  owner_id uuid not null,
  signed_up boolean not null,
  primary key (program_id, kind, digest)
) partition by hash (digest);

-- Every further use of an identity, and every use of one that is not exclusive. (A claim is its own first sighting.)
create table sightings (
  program_id integer not null,
  kind identity_kind not null,
  digest uuid not null,
  owner_id uuid not null,
  primary key (program_id, kind, digest, owner_id)
) partition by hash (digest);

create table identity_claims_0 partition of identity_claims for values with (modulus 4, remainder 0);
create table identity_claims_1 partition of identity_claims for values with (modulus 4, remainder 1);
create table identity_claims_2 partition of identity_claims for values with (modulus 4, remainder 2);
create table identity_claims_3 partition of identity_claims for values with (modulus 4, remainder 3);
create table sightings_0 partition of sightings for values with (modulus 4, remainder 0);
create table sightings_1 partition of sightings for values with (modulus 4, remainder 1);
create table sightings_2 partition of sightings for values with (modulus 4, remainder 2);
create table sightings_3 partition of sightings for values with (modulus 4, remainder 3);

-- One human visit. Monthly partitions on the time inside the id are made ahead by a sweep; the default takes the rest.
-- `state` is the program's at that moment: a click made while live counts later, one made while paused does not.
create table clicks (
  program_id integer not null,
  id uuid not null,
  advocate_id uuid not null,
  version integer not null,
  state program_state not null,
  clicked_at timestamptz not null,
  via text,
  utm jsonb,
  platform text not null,
  address uuid,
  agent uuid,
  primary key (program_id, id)
) partition by range (id);
create table clicks_default partition of clicks default;

-- The decision as it was made. At most one an account: the key is the participant.
-- `facts` are kept for `organic` ones only, for the one time that a late code may decide them again.
-- `address` and `agent` are keyed digests of what the app saw of the friend, for abuse rules alone.
create table signups (
  program_id integer not null,
  participant_id uuid not null,
  outcome signup_outcome not null,
  reason decision_reason,
  attributed_by evidence_kind,
  late boolean not null default false,
  available_at timestamptz,
  occurred_at timestamptz not null,
  decided_at timestamptz not null,
  address uuid,
  agent uuid,
  facts jsonb,
  primary key (program_id, participant_id)
);

-- The pair advocate and friend. Its id is the friend's own: one person, one referral, by the primary key.
create table referrals (
  program_id integer not null,
  id uuid not null,
  advocate_id uuid not null,
  state referral_state not null,
  reason decision_reason,
  click_id uuid,
  version integer not null,
  occurred_at timestamptz not null,
  decided_at timestamptz not null,
  expires_at timestamptz,
  primary key (program_id, id),
  check (id <> advocate_id or state = 'refused'),
  check ((state = 'pending') <= (expires_at is not null))
);
create index referrals_of_advocate on referrals (program_id, advocate_id, decided_at, id);
create index referrals_to_lapse on referrals (program_id, expires_at) where state = 'pending';

create table rewards (
  program_id integer not null,
  referral_id uuid not null,
  side reward_side not null,
  id uuid not null,
  participant_id uuid not null,
  amount_minor bigint not null check (amount_minor > 0),
  state reward_state not null,
  available_at timestamptz,
  primary key (program_id, referral_id, side),
  foreign key (program_id, referral_id) references referrals (program_id, id),
  foreign key (program_id, participant_id) references participants (program_id, id),
  check (state = 'reserved' or state = 'reversed' or available_at is not null)
);
create index rewards_to_release on rewards (program_id, available_at) where state = 'held';

create table fundings (
  program_id integer not null,
  id uuid not null,
  reference text not null,
  amount_minor bigint not null check (amount_minor > 0),
  funded_at timestamptz not null,
  primary key (program_id, id),
  unique (program_id, reference),
  foreign key (program_id) references books (program_id)
);

-- Movements of money, for ever. One cause, one movement of a step: the key says so.
create table transfers (
  program_id integer not null,
  id uuid not null,
  participant_id uuid,
  from_account account not null,
  to_account account not null,
  amount_minor bigint not null check (amount_minor > 0),
  cause_kind cause_kind not null,
  cause_id uuid not null,
  step transfer_step not null,
  made_at timestamptz not null,
  primary key (program_id, cause_kind, cause_id, step),
  foreign key (program_id, participant_id) references participants (program_id, id),
  check (from_account <> to_account)
);
create index transfers_of_participant on transfers (program_id, participant_id, id) where participant_id is not null;

-- Totals for statistics: appended beside what they count, folded into totals by a sweep.
create table tallies (
  program_id integer not null,
  batch_id uuid not null,
  hour timestamptz not null,
  metric text not null,
  detail text not null,
  count bigint not null,
  amount_minor bigint not null,
  primary key (program_id, batch_id, hour, metric, detail)
);
create table totals (
  program_id integer not null,
  hour timestamptz not null,
  metric text not null,
  detail text not null,
  count bigint not null,
  amount_minor bigint not null,
  primary key (program_id, hour, metric, detail)
);

create table api_keys (
  id uuid primary key,
  program_id integer not null references programs (id),
  hash bytea not null unique,
  name text not null,
  permissions text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);
