-- Codes in words: each has one owner for ever. The digest is keyed, and of the word without what looks alike. Erasure
-- removes the word and keeps the digest, so that nobody inherits the link.
create table chosen_codes (
  program_id integer not null,
  digest uuid not null,
  participant_id uuid not null,
  written text check (char_length(written) between 3 and 20),
  chosen_at timestamptz not null,
  primary key (program_id, digest)
);
create index chosen_codes_owner on chosen_codes (program_id, participant_id, chosen_at);
