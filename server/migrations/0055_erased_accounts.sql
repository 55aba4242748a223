-- An erasure destroys the key of a person's accounts and empties their hints. Somebody who comes back gets another key, which
-- does not open what was sealed before: an erasure empties it from now on, and this one does so for those of before.
update payouts set account = '' where hint = '';
