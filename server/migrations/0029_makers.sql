-- Who made each key. `made_by_keys`: the keys of its chain, the first one first; empty where a person or the deployment's
-- token made it. `operator_id`: the operator at the beginning of the chain; null: the deployment's token.
alter table api_keys add column made_by_keys uuid[] not null default '{}' check (cardinality(made_by_keys) <= 8);
alter table api_keys add column operator_id uuid references operators (id);
alter table api_keys alter column made_by_keys drop default;
create index api_keys_of_operator on api_keys (operator_id) where operator_id is not null;
create index api_keys_of_keys on api_keys using gin (made_by_keys);

-- A person has one word on a payout, through however many keys it comes.
alter table payout_verdicts drop constraint payout_verdicts_pkey;
alter table payout_verdicts add primary key (program_id, payout_id, person);

-- The topmost maker behind the one who asked: a person cannot confirm what their own key asked for.
alter table funding_requests add column asked_person text;
update funding_requests set asked_person = asked_by;
alter table funding_requests alter column asked_person set not null;
alter table funding_requests add check (state <> 'confirmed' or decided_by <> asked_person);
alter table close_requests add column asked_person text;
update close_requests set asked_person = asked_by;
alter table close_requests alter column asked_person set not null;
alter table close_requests add check (state <> 'confirmed' or decided_by <> asked_person);
