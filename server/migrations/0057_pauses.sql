-- When a program was paused: an account opened before a pause counts by its code, even if it is reported during the pause.
create table pauses (
  program_id integer not null,
  paused_at timestamptz not null,
  -- Empty until the program is resumed. A program that closes while it is paused is never resumed.
  resumed_at timestamptz,
  primary key (program_id, paused_at)
);

-- Programs that are paused now: since the last change of that kind. If the feed has forgotten it, since ever.
insert into pauses (program_id, paused_at)
select b.program_id, coalesce(max(c.changed_at), timestamptz '1970-01-01 00:00:00Z')
from books b
left join changes c on c.program_id = b.program_id and c.type = 'program.paused'
where b.state = 'paused'
group by b.program_id;
