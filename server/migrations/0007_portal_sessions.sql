-- One visit of a participant to the portal, made by the app's server. The token in its address and the cookie that it
-- becomes are known by their digests alone. Times are real ones, as with keys: a test program's clock ends nobody's visit.
create table portal_sessions (
  program_id integer not null,
  token_digest bytea not null,
  participant_id uuid not null,
  language text,
  return_url text,
  made_at timestamptz not null,
  opened_at timestamptz,
  cookie_digest bytea,
  used_at timestamptz,
  ended_at timestamptz,
  primary key (program_id, token_digest),
  unique (program_id, cookie_digest),
  check ((opened_at is null) = (cookie_digest is null))
);
create index portal_sessions_made on portal_sessions (program_id, made_at);
