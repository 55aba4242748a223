-- One slip funds once, however its reference is spelled: the unique keys are over what all spellings share.
alter table fundings add column reference_key text;
update fundings set reference_key = reference;
alter table fundings alter column reference_key set not null;
alter table fundings drop constraint fundings_program_id_reference_key;
alter table fundings add constraint fundings_once unique (program_id, reference_key);
alter table funding_requests add column reference_key text;
update funding_requests set reference_key = reference;
alter table funding_requests alter column reference_key set not null;
drop index funding_requests_waiting;
create unique index funding_requests_waiting on funding_requests (program_id, reference_key) where state = 'waiting';
