-- Accepted together with others: a time that is a batch's part is none of the desk. Unknown of reviews from before. A constant
-- default, so that no row is rewritten.
alter table reviews add column batch boolean not null default false;
