-- Accounts that share a strong identifier: a device, an install, a phone, an email or a wallet.

-- A union-find forest. The parent leads towards the root, which is its own parent and knows the size of the cluster and
-- its label: the smallest id in it. An account that shares nothing has no row. owner_id is as in identity_claims.
create table cluster_members (
  program_id integer not null,
  owner_id uuid not null,
  parent_id uuid not null,
  size integer check (size > 0),
  label uuid,
  primary key (program_id, owner_id),
  check ((parent_id = owner_id) = (size is not null) and (size is null) = (label is null))
) with (fillfactor = 80);
create index cluster_children on cluster_members (program_id, parent_id, owner_id) where parent_id <> owner_id;

-- The first user of a device or install where a program ever let several people use one. The sightings cannot tell two
-- who come at once of each other; the key of this table can.
create table first_uses (
  program_id integer not null,
  kind identity_kind not null,
  digest uuid not null,
  owner_id uuid not null,
  primary key (program_id, kind, digest)
) partition by hash (digest);
create table first_uses_0 partition of first_uses for values with (modulus 4, remainder 0);
create table first_uses_1 partition of first_uses for values with (modulus 4, remainder 1);
create table first_uses_2 partition of first_uses for values with (modulus 4, remainder 2);
create table first_uses_3 partition of first_uses for values with (modulus 4, remainder 3);

-- Each comparison of the clusters with the identities, once a day. `accounts` is how many share something; `missing` of
-- them were not united, and `extra` were united or counted without evidence. Both are repaired.
create table cluster_checks (
  program_id integer not null,
  id uuid not null,
  checked_at timestamptz not null,
  accounts integer not null,
  missing integer not null,
  extra integer not null,
  primary key (program_id, id)
);
