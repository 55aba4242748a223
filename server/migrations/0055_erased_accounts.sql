-- An erasure destroys the key of a person's accounts. Somebody who comes back gets another key, which does not open what
-- was sealed before: an erasure empties it from now on, and this one does so for those of before.
update payouts p set account = ''
from participants who
where who.program_id = p.program_id and who.id = p.participant_id and who.erased_at is not null;
