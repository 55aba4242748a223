-- Participants leave, and are forgotten. From `left_at` on their code and link are nobody's; what came before counts as it
-- would have. `erasure_asked_at`: they want to be forgotten, once nothing is owed or awaited. `erased_at`: they are; the
-- app's own id for them is gone, and `user_id` is a text that no app can send. Theirs stay the digests that know them
-- again, without a name to them, and every movement of money.
alter table participants
  add column left_at timestamptz,
  add column erasure_asked_at timestamptz,
  add column erased_at timestamptz,
  add check (left_at is null or joined_at is not null),
  add check (erasure_asked_at is null or left_at is not null or joined_at is null),
  add check (erased_at is null or erasure_asked_at is not null);
create index participants_to_erase on participants (program_id, erasure_asked_at)
  where erasure_asked_at is not null and erased_at is null;
