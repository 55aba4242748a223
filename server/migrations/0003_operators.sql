-- The people who run programs: who they are, how they sign in, what each may do, and who was invited.
-- They belong to the deployment and not to a program, so their keys do not begin with one.

create type operator_role as enum ('owner', 'finance', 'support', 'viewer');

-- A removed operator's row stays: what they did is signed with its id.
create table operators (
  id uuid primary key,
  name text not null,
  email text not null unique,
  email_verified boolean not null,
  two_factor_enabled boolean not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  removed_at timestamptz
);

-- A slow hash of the password. A removed operator has none.
create table operator_credentials (
  id uuid primary key,
  operator_id uuid not null references operators (id),
  provider_id text not null,
  account_id text not null,
  password text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (operator_id, provider_id)
);

-- The cookie holds the token and a signature of it under the key ring: this table alone opens nothing.
-- `address` is a keyed digest of where the sign-in came from.
create table operator_sessions (
  id uuid primary key,
  token text not null unique,
  operator_id uuid not null references operators (id),
  expires_at timestamptz not null,
  user_agent text not null,
  address uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index operator_sessions_of_operator on operator_sessions (operator_id, created_at);

-- Secret and backup codes are encrypted under the key ring.
create table operator_second_factors (
  id uuid primary key,
  operator_id uuid not null unique references operators (id),
  secret text not null,
  backup_codes text not null,
  verified boolean not null,
  failed_verification_count integer not null,
  locked_until timestamptz
);

-- A sign-in that waits for its second factor.
create table operator_challenges (
  id uuid primary key,
  identifier text not null unique,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index operator_challenges_expired on operator_challenges (expires_at);

-- A code of six digits is good once: who brings it a second time gets nothing.
create table operator_codes_used (
  operator_id uuid not null references operators (id),
  code text not null,
  used_at timestamptz not null,
  primary key (operator_id, code)
);

-- How often somebody tried, by account and by address: keyed digests of both.
create table sign_in_attempts (
  key uuid primary key,
  started_at timestamptz not null,
  count integer not null check (count > 0)
);

-- What an operator may do: a role, in one program or (program 0) in all of them and in the deployment itself.
create table operator_grants (
  operator_id uuid not null references operators (id),
  program_id integer not null check (program_id >= 0),
  role operator_role not null,
  granted_by text not null,
  granted_at timestamptz not null,
  primary key (operator_id, program_id)
);

-- An open invitation is a link that works once. The first owner's is the one without a mail address.
create table invitations (
  id uuid primary key,
  token_hash bytea not null unique,
  email text,
  program_id integer not null check (program_id >= 0),
  role operator_role not null,
  invited_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  accepted_at timestamptz,
  accepted_by uuid references operators (id),
  check ((accepted_at is null) = (accepted_by is null)),
  check (accepted_at is null or revoked_at is null)
);
create unique index invitations_of_first_owner on invitations ((email is null))
  where email is null and revoked_at is null and accepted_at is null;

-- One row: what the deployment asks of all its operators.
create table team_policy (
  only_one boolean primary key check (only_one),
  second_factor_required boolean not null
);
