-- What a person decided about a friend in review: at most once a friend. Append-only. A friend who was cleared is never
-- withheld again.
create table review_decisions (
  program_id integer not null,
  referral_id uuid not null,
  review_id uuid not null,
  decision review_state not null check (decision <> 'open'),
  reason text not null,
  decided_by text not null,
  decided_at timestamptz not null,
  primary key (program_id, referral_id),
  foreign key (program_id, review_id) references reviews (program_id, id)
);
create index review_decisions_of_review on review_decisions (program_id, review_id, referral_id);
create index review_decisions_of_time on review_decisions (program_id, decided_at);
create index reviews_decided on reviews (program_id, decided_at, id) where state <> 'open';
