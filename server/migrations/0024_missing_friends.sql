-- "My friend joined and was not counted": what an advocate asked in the portal and was answered, for a person to look into.
-- The friend is there as a keyed digest, where a phone number or a mail address was given, and as nothing else.
create type came_by as enum ('link', 'code', 'neither');
create type account_opened as enum ('lately', 'before');

create table missing_friends (
  program_id integer not null,
  id uuid not null,
  -- Who asks.
  participant_id uuid not null,
  kind identity_kind check (kind in ('phone', 'email')),
  digest uuid,
  came came_by not null,
  opened account_opened not null,
  -- A code of the closed set that the portal answers from.
  answer text not null,
  -- On how many days it was asked, and the last of them in the program's time zone.
  times integer not null check (times > 0),
  day date not null,
  first_asked_at timestamptz not null,
  asked_at timestamptz not null,
  note text check (length(note) between 1 and 1000),
  resolved_by text,
  resolved_at timestamptz,
  primary key (program_id, id),
  check ((kind is null) = (digest is null)),
  check ((resolved_at is null) = (note is null) and (resolved_at is null) = (resolved_by is null))
);
create unique index missing_friends_once on missing_friends (program_id, participant_id, digest) nulls not distinct;
create index missing_friends_open on missing_friends (program_id, asked_at, id) where resolved_at is null;
create index missing_friends_resolved on missing_friends (program_id, resolved_at, id) where resolved_at is not null;
