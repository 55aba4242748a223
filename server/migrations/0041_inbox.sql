-- Who has taken an item of the inbox, and until when it is put off. The items are rows of their own tables and are not
-- copied. `since` says which wait it is: a link that is reported again later is another item.
create table inbox_marks (
  program_id integer not null,
  kind text not null,
  item text not null,
  since timestamptz not null,
  owner text,
  snoozed_until timestamptz,
  reason text,
  snoozed_by text,
  primary key (program_id, kind, item),
  check ((snoozed_until is null) = (reason is null) and (snoozed_until is null) = (snoozed_by is null))
);

-- The queues in the order of the inbox: the longest wait first.
create index payouts_requested on payouts (program_id, requested_at, id) where state = 'requested';
create index payouts_unknown on payouts (program_id, sent_at, id) where state = 'unknown';
create index appeals_open on appeals (program_id, opened_at, id) where state = 'open';
create index differences_waiting on differences (program_id, opened_at, id) where resolved_at is null;
create index changes_of_budget on changes (program_id, changed_at) where type in ('budget.low', 'budget.exhausted');
