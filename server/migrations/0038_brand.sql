-- The mark of a program's app, as the pages show it: checked, redrawn and small. The terms name it by its digest, so that a
-- version of the terms always has its own mark. A mark is never changed and never deleted.
create table logos (
  program_id integer not null,
  digest text not null check (digest ~ '^[0-9a-f]{32}$'),
  picture bytea not null check (octet_length(picture) between 1 and 12288),
  made_at timestamptz not null,
  primary key (program_id, digest)
);

-- What the app calls its person, for the page that friends see; null unless the app sent it. Shown only after its owner
-- switched it on.
alter table participants
  add column display_name text check (char_length(display_name) between 1 and 60),
  add column name_shown boolean not null default false;
