-- What the app saw of an account that only joined, as digests: friends are compared with their advocate by it.
create table join_marks (
  program_id integer not null,
  participant_id uuid not null,
  address uuid,
  subnet uuid,
  agent uuid,
  primary key (program_id, participant_id)
);
