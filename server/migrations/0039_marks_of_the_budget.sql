-- The percentages at which a shrinking budget is told come from the service, which knows them for its events too.
drop function confirm_books(integer, program_state, integer, bigint, bigint, bigint);

-- As in 0037. BO002: the budget falls below one of these percentages of all fundings, or below the cost of a friend.
create function confirm_books(
  program integer, was program_state, at_version integer, spent bigint, reserved bigint, needed bigint, percents bigint[]
) returns void language plpgsql as $$
declare
  left_minor bigint;
  funded bigint;
begin
  if spent = 0 then
    perform from books b where b.program_id = program and b.state = was and b.version = at_version for share;
    if not found then
      raise exception 'the books changed' using errcode = 'BO001';
    end if;
    return;
  end if;
  update books b set budget_minor = b.budget_minor - spent, reserved_minor = b.reserved_minor + reserved
  where b.program_id = program and b.state = was and b.version = at_version and b.budget_minor >= spent
  returning b.budget_minor, -b.funding_minor into left_minor, funded;
  if not found then
    raise exception 'the books changed' using errcode = 'BO001';
  end if;
  if (left_minor + spent >= needed and left_minor < needed) or exists (
    select from unnest(percents) as p (percent)
    where (left_minor + spent) * 100 >= funded * percent and left_minor * 100 < funded * percent
  ) then
    raise exception 'the budget crossed a mark' using errcode = 'BO002';
  end if;
end $$;
