-- What decisions have added to their project's count of new triplets (projects.triplets_new) and nobody has added up yet: a row a
-- decision, so that none waits for another's. A server from before, beside a newer one, knows the count without them: a run
-- that it asks for leaves them counted, and the next one comes by so many earlier.
create table triplets_added (
    project_id uuid not null references projects,
    made integer not null check (made > 0)
);
create index triplets_added_by_project on triplets_added (project_id);
grant select, insert, delete on triplets_added to vitrine_app;
