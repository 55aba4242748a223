-- A wallet of too many accounts is refused, and the attempt still shows whose money it is.

alter table sightings add column refused boolean not null default false;

-- The look at the release compares the friends of one address, of any advocate.
create index traces_of_address on traces (program_id, address, friend_id) where address is not null;
