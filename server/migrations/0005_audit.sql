-- What people and keys changed: who, what, before and after, from where. Written in the transaction of the change.
-- Program 0 stands for the deployment itself. `address` is a keyed digest. `json` keeps the text as it was written: the
-- chain is made over it.
create table audit_entries (
  program_id integer not null check (program_id >= 0),
  id uuid not null,
  at timestamptz not null,
  actor text not null,
  action text not null,
  subject text,
  address uuid,
  before json,
  after json,
  primary key (program_id, id)
);

-- The order in which entries were sealed, each digest made over the one before: none can be changed, left out or put in
-- between unnoticed. A sweep appends; no request waits for it.
create table audit_chain (
  program_id integer not null,
  position bigint not null check (position > 0),
  entry_id uuid not null,
  key_version smallint not null,
  digest bytea not null,
  primary key (program_id, position),
  unique (program_id, entry_id),
  foreign key (program_id, entry_id) references audit_entries (program_id, id)
);
