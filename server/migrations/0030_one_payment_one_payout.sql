-- One payment pays one payout: a provider's number of a payment is used once, however its word comes in.
create unique index payouts_by_payment on payouts (program_id, provider, provider_reference)
  where provider_reference is not null;
