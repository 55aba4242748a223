-- The account that already had the friend's phone, mail or device when the referral was refused or reversed for it. An
-- imported member has such an id and no row in participants.
alter table referrals add column matched_id uuid;
