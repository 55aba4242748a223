-- What a person decided about a referral, and why: a reversal, or a refused referral that was counted after all.
create type ruling as enum ('reverse', 'count');

create table rulings (
  program_id integer not null,
  id uuid not null,
  referral_id uuid not null,
  ruling ruling not null,
  reason text not null,
  code decision_reason,
  ruled_by text not null,
  ruled_at timestamptz not null,
  primary key (program_id, id),
  foreign key (program_id, referral_id) references referrals (program_id, id)
);
create index rulings_of_referral on rulings (program_id, referral_id, id);
