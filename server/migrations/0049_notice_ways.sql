-- Operators are told by email, in a chat, or both, and of the figures of a day. `chat_url` is an incoming webhook's address,
-- sealed, because whoever knows it can write there. `chat_host` is its host name, which the operator may see.
alter table notice_settings
  add column by_email boolean not null default true,
  add column chat_url bytea,
  add column chat_key_version integer,
  add column chat_host text,
  add column chat_failed_at timestamptz,
  add column chat_error text,
  add column digest_hour smallint check (digest_hour between 0 and 23),
  add column runway_days smallint not null default 7 check (runway_days between 1 and 90),
  add check ((chat_url is null) = (chat_host is null) and (chat_url is null) = (chat_key_version is null));

-- A way has its own row, so that a failing chat does not repeat an email.
alter table notices add column way text not null default 'email' check (way in ('email', 'chat'));
alter table notices alter column way drop default;
alter table notices drop constraint notices_pkey;
alter table notices add primary key (program_id, operator_id, kind, item, since, way);
