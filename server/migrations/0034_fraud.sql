-- Abuse: what a signup leaves behind for the rules, what they found, and the reviews of people.

alter type decision_reason add value 'suspected_abuse' after 'same_device';

create type fraud_stage as enum ('signup', 'release');
create type fraud_family as enum ('identity', 'timing', 'network', 'behaviour', 'shape');
create type network_kind as enum ('hosting', 'other');
create type integrity as enum ('passed', 'failed', 'emulator');
create type review_state as enum ('open', 'confirmed', 'cleared');

-- How a program looks for abuse. A version is never changed; the books name the one in use, and 0 is the defaults.
alter table books add column fraud_version integer not null default 0 check (fraud_version >= 0);
create table fraud_versions (
  program_id integer not null,
  version integer not null check (version > 0),
  settings jsonb not null,
  made_at timestamptz not null,
  made_by text not null,
  primary key (program_id, version)
);

-- One row a friend with an advocate: keyed digests and figures that the rules read. Ids contain the time, so each index
-- gives the newest first.
create table traces (
  program_id integer not null,
  friend_id uuid not null,
  advocate_id uuid not null,
  occurred_at timestamptz not null,
  address uuid,
  subnet uuid,
  agent uuid,
  number_block uuid,
  mail_block uuid,
  click_id uuid,
  click_ms bigint,
  network network_kind,
  address_country text,
  integrity integrity,
  disposable_mail boolean not null,
  primary key (program_id, friend_id)
);
insert into traces (program_id, friend_id, advocate_id, occurred_at, address, agent, click_id, disposable_mail)
select r.program_id, r.id, r.advocate_id, r.occurred_at, s.address, s.agent, r.click_id, false
from referrals r join signups s on s.program_id = r.program_id and s.participant_id = r.id;
create index traces_of_subnet on traces (program_id, subnet, friend_id) where subnet is not null;
create index traces_of_number_block on traces (program_id, number_block, friend_id) where number_block is not null;
create index traces_of_mail_block on traces (program_id, mail_block, friend_id) where mail_block is not null;
create index traces_of_click on traces (program_id, click_id, friend_id) where click_id is not null;

-- A signup without an advocate keeps what it left behind with its other facts, for a late code.
update signups set facts = facts || jsonb_build_object('seen', jsonb_build_object('address', address, 'agent', agent))
where facts is not null and (address is not null or agent is not null);
alter table signups drop column address, drop column agent;

-- What a friend did in the app after the signup, as the app reported it: one write a friend and day at most.
create table activity (
  program_id integer not null,
  friend_id uuid not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  days integer not null check (days > 0),
  primary key (program_id, friend_id)
);

-- What the rules found about a friend, in decibans. Append-only.
create table signals (
  program_id integer not null,
  referral_id uuid not null,
  stage fraud_stage not null,
  rule text not null,
  family fraud_family not null,
  weight smallint not null check (weight between -99 and 99),
  flag_only boolean not null,
  figures jsonb not null,
  found_at timestamptz not null,
  primary key (program_id, referral_id, stage, rule)
);

-- Friends that wait for a person. A suspicious group is one review: its subject is the label of the cluster, or the
-- advocate. The score is the highest of its friends.
create table reviews (
  program_id integer not null,
  id uuid not null,
  subject_id uuid not null,
  state review_state not null,
  score smallint not null check (score between 0 and 99),
  opened_at timestamptz not null,
  decided_at timestamptz,
  decided_by text,
  reason text,
  primary key (program_id, id),
  check ((state = 'open') = (decided_at is null)),
  check ((decided_at is null) = (decided_by is null))
);
create unique index reviews_open on reviews (program_id, subject_id) where state = 'open';
create index reviews_to_decide on reviews (program_id, opened_at, id) where state = 'open';

-- `acted_at`: the awaited action was in time and reported during the review.
alter table referrals
  add column review_id uuid,
  add column acted_at timestamptz,
  add foreign key (program_id, review_id) references reviews (program_id, id),
  add check (state <> 'review' or review_id is not null);
create index referrals_of_review on referrals (program_id, review_id) where review_id is not null;

-- Whether the friend was in review when it was decided: a repeat gets the answer of that moment.
alter table signups add column reviewed boolean not null default false;

-- A reward that a review withholds keeps its state and is not released.
alter table rewards add column withheld boolean not null default false;
drop index rewards_to_release;
create index rewards_to_release on rewards (program_id, available_at) where state = 'held' and not withheld;
