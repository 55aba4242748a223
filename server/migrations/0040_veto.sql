-- A program may ask its app before a reward is granted or released.

alter type decision_reason add value 'declined_by_app' after 'suspected_abuse';

-- `hold`: a person looks at the friend.
create type veto_verdict as enum ('allow', 'hold', 'refuse');

-- When the app is asked. Every batch of signups reads the books first, so a program without a veto pays nothing for it.
alter table books
  add column veto_at_signup boolean not null default false,
  add column veto_at_release boolean not null default false;

-- Where the app is asked. `unanswered`: questions in a row without a valid answer; from a few on nothing is asked until
-- `resting_until`. The secrets are sealed under the key ring.
create table vetoes (
  program_id integer primary key,
  id uuid not null,
  url text not null,
  no_answer veto_verdict not null check (no_answer <> 'refuse'),
  secret bytea not null,
  previous_secret bytea,
  previous_until timestamptz,
  unanswered integer not null default 0 check (unanswered >= 0),
  resting_until timestamptz,
  trouble text,
  trouble_at timestamptz,
  created_at timestamptz not null
);

-- What the app said, once for each signup and each release. The subject of a signup is the digest of the user id,
-- because the account has no id yet; a decided signup names its referral. `said` is null without an answer.
create table veto_answers (
  program_id integer not null,
  stage fraud_stage not null,
  subject uuid not null,
  referral_id uuid,
  said boolean,
  verdict veto_verdict not null,
  asked_at timestamptz not null,
  primary key (program_id, stage, subject),
  check (stage = 'signup' or referral_id = subject),
  check (said is null or verdict = case when said then 'allow'::veto_verdict else 'refuse' end)
);
create index veto_answers_of_referral on veto_answers (program_id, referral_id) where referral_id is not null;
