-- Links are stopped by a person, and started again. From `stopped_at` on nobody counts by the code and the link; what came
-- before counts as it would have. A ruling answers every report of a link that was open when it was made, and is kept.
alter type decision_reason add value 'link_stopped';
create type link_ruling as enum ('dismissed', 'stopped', 'restarted');

alter table participants
  add column stopped_at timestamptz,
  add check (stopped_at is null or joined_at is not null);

create table link_rulings (
  program_id integer not null,
  id uuid not null,
  advocate_id uuid not null,
  ruling link_ruling not null,
  reason text not null check (length(reason) between 1 and 1000),
  ruled_by text not null,
  ruled_at timestamptz not null,
  primary key (program_id, id)
);
create index link_rulings_of_advocate on link_rulings (program_id, advocate_id, id);

-- Null: nobody has answered it yet.
alter table link_reports add column ruling_id uuid;
create index link_reports_open on link_reports (program_id, advocate_id, id) where ruling_id is null;
create index link_reports_of_advocate on link_reports (program_id, advocate_id, id);
