-- Counts the changes of participants' codes and of whether their links count. A process keeps the advocate of a code, and
-- the statement that uses it confirms in its own snapshot that the epoch is the one under which it was read.
alter table books add column links_epoch bigint not null default 0;
