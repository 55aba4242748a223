-- The list of friends by advocate, state or reason reads as many rows as it shows. Friends who count are most friends, so
-- they are found among all; the other states and the reasons have an index of few rows, which a friend who counts at once
-- does not touch.
create index referrals_of_advocate_in_state on referrals (program_id, advocate_id, state, id);
create index referrals_not_counted on referrals (program_id, state, id) where state <> 'counted';
create index referrals_with_reason on referrals (program_id, reason, id) where reason is not null;
