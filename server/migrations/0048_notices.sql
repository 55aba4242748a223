-- What an operator wants to be told of by email: kinds of the inbox. Without a row: nothing. The hours are of the program's
-- day, and nothing is sent from `quiet_from` until `quiet_until`. `failed_at`: the last email could not be handed over.
create table notice_settings (
  operator_id uuid primary key references operators (id),
  kinds text[] not null,
  approval_hours smallint not null check (approval_hours between 0 and 720),
  quiet_from smallint check (quiet_from between 0 and 23),
  quiet_until smallint check (quiet_until between 0 and 23),
  failed_at timestamptz,
  error text,
  check ((quiet_from is null) = (quiet_until is null))
);

-- One item that one operator is told of, once: the key says so. A process that sends it moves `due_at` ahead first, so that
-- no other one sends it meanwhile.
create table notices (
  program_id integer not null,
  operator_id uuid not null,
  kind text not null,
  item text not null,
  since timestamptz not null,
  made_at timestamptz not null,
  due_at timestamptz not null,
  tries smallint not null default 0,
  sent_at timestamptz,
  primary key (program_id, operator_id, kind, item, since)
);
create index notices_due on notices (program_id, due_at) where sent_at is null;
create index notices_made on notices (program_id, made_at);
