-- A sweep finds what it deletes by its age.
create index signups_with_facts on signups (program_id, decided_at) where facts is not null;
create index appeals_with_words on appeals (program_id, answered_at) where text is not null or answer is not null;
