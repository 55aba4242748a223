-- A tally is of a quarter of an hour, with which days and hours of every time zone begin. The totals that it is folded into
-- are of the hours and days of the program's own zone.
alter table tallies rename column hour to quarter;
