-- Friends who wait in a review: the lists of reviews read a bounded number of them, and a sweep closes reviews without one.
create index referrals_waiting_in_review on referrals (program_id, review_id, id) where state = 'review';
