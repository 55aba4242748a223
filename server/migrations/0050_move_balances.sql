-- Changes the balances and the counts of participants, whose rows the caller has locked; each id once. Without these
-- settings the statement was planned as a scan of the program while the table was young, and stayed so until the table
-- was analyzed. Now each row is found by its key, and changed at the place where it was found. One statement for all,
-- because PostgreSQL prepares the checks of the table for every statement.
create function move_balances(
  program integer, ids uuid[], held bigint[], available bigint[], clearing bigint[], paid bigint[],
  counted integer[], pending integer[], review integer[]
) returns void language plpgsql set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
  moved integer;
begin
  update participants p
  set held_minor = p.held_minor + t.held,
      available_minor = p.available_minor + t.available,
      clearing_minor = p.clearing_minor + t.clearing,
      paid_minor = p.paid_minor + t.paid,
      friends_counted = p.friends_counted + t.counted,
      friends_pending = p.friends_pending + t.pending,
      friends_review = p.friends_review + t.review
  from (
    select c.*, f.place
    from unnest(ids, held, available, clearing, paid, counted, pending, review)
      as c (id, held, available, clearing, paid, counted, pending, review), lateral (
      select ctid as place from participants where program_id = program and id = c.id limit 1) as f) as t
  where p.ctid = t.place;
  get diagnostics moved = row_count;
  if moved <> cardinality(ids) then
    raise exception 'a participant of a transfer does not exist';
  end if;
end $$;
