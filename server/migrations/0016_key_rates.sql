-- How many calls a second one process takes of a key; null: the service's default.
alter table api_keys add column calls_per_second_max integer check (calls_per_second_max between 1 and 100000);
