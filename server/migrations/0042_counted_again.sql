-- A friend whom a review confirmed as abuse may appeal. A reward that is granted again keeps its row and its id; its
-- transfers have the appeal as their kind of cause from then on, so that each step still moves once.
alter table rewards add column regranted boolean not null default false;
