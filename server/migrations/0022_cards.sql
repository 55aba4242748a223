-- The cards that participants made to show what they received: at most one of each person, found by its token. A card holds
-- no sum: what it shows is read from the balance when somebody looks. Taken back, it is a row less.
create table cards (
  program_id integer not null,
  participant_id uuid not null,
  token text not null check (token ~ '^[A-Za-z0-9_-]{22}$'),
  made_at timestamptz not null,
  primary key (program_id, participant_id),
  unique (program_id, token)
);
