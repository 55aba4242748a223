-- A program that continues others (a second season): their ids, newest first, and the slug of the newest, which is fixed
-- because it was launched. Set when the program is created and never changed.
alter table books add column continues text,
  add column continued_ids integer[] not null default '{}',
  add constraint books_continues check ((continues is null) = (continued_ids = '{}') and cardinality(continued_ids) <= 5);
