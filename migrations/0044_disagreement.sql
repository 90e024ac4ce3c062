-- Model versions that have answered an item disagree. Known from then on by who writes a proposal; what stands is looked
-- through next. The index is built in one pass over the table, about a second a million rows, in which writers wait.
alter table items add column disagreement boolean not null default false;
create index items_disagreement on items (project_id, id desc) where disagreement;
