-- The last statement of a batch of signups, which read the books without a lock. It is sent together with the commit, so
-- nobody waits while the books are locked. A confirmation that fails raises, and the commit becomes a rollback:
-- BO001: the state, the version or the budget changed; the batch is decided again.
-- BO002: the budget falls below 20 or 5 percent of all fundings, or below the cost of a friend; the batch is decided
-- again and tells it.
create function confirm_books(
  program integer, was program_state, at_version integer, spent bigint, reserved bigint, needed bigint
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
  if ((left_minor + spent) * 100 >= funded * 20 and left_minor * 100 < funded * 20)
    or ((left_minor + spent) * 100 >= funded * 5 and left_minor * 100 < funded * 5)
    or (left_minor + spent >= needed and left_minor < needed) then
    raise exception 'the budget crossed a mark' using errcode = 'BO002';
  end if;
end $$;
