-- What a person was owed by the system that a program moved from. It is granted once, from the budget, by one transfer: its
-- cause is `import`, with the participant's own id, so the key of the transfers allows no second one.
alter type cause_kind add value 'import';
alter type transfer_step add value 'open';

alter table participants add column opening_minor bigint not null default 0 check (opening_minor >= 0);
