-- A payout's page reads the rows of files that told of it, and the record of what was done to it.
create index payout_result_rows_of_payout on payout_result_rows (program_id, payout_id) where payout_id is not null;
create index audit_entries_of_subject on audit_entries (program_id, subject, id);
