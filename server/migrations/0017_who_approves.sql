-- The person behind whoever said it: an operator's key is that operator, so that two approvals are two people's.
alter table payout_verdicts add column person text;
update payout_verdicts set person = said_by;
alter table payout_verdicts alter column person set not null;
