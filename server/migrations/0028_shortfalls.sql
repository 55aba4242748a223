-- What a reversal could not take back: the money was on its way to a wallet, or gone. Money that comes back of a payout
-- requested before the reversal settles it first: docs/decisions/0049.
alter type transfer_step add value 'recover';

-- At most one a reward. `ordinal` numbers the shortfalls of one participant, who is held while one is written.
-- `left_minor` is what never came back: the program's loss.
create table shortfalls (
  program_id integer not null,
  reward_id uuid not null,
  participant_id uuid not null,
  ordinal integer not null check (ordinal > 0),
  amount_minor bigint not null check (amount_minor > 0),
  left_minor bigint not null check (left_minor between 0 and amount_minor),
  arisen_at timestamptz not null,
  primary key (program_id, reward_id),
  unique (program_id, participant_id, ordinal),
  foreign key (program_id, participant_id) references participants (program_id, id)
);
create index shortfalls_left on shortfalls (program_id, participant_id, ordinal) where left_minor > 0;

-- How much of a payout that came back went to which shortfall. Its transfer is the payout's step `recover`.
create table recoveries (
  program_id integer not null,
  payout_id uuid not null,
  reward_id uuid not null,
  amount_minor bigint not null check (amount_minor > 0),
  primary key (program_id, payout_id, reward_id),
  foreign key (program_id, payout_id) references payouts (program_id, id),
  foreign key (program_id, reward_id) references shortfalls (program_id, reward_id)
);

-- How many shortfalls its owner had when it was requested: it settles later ones only.
alter table payouts add column shortfalls_before integer not null default 0 check (shortfalls_before >= 0);
