-- Model versions that have answered an item disagree. Known from here on by who writes a proposal; what stands is looked
-- through in 0048. Alone, for its lock stops readers too: with a constant default no row is touched.
alter table items add column disagreement boolean not null default false;
