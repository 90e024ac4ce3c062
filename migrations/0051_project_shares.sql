-- Statements that are planned once are planned for any project. Where one project has most rows, Postgres takes any to have
-- as many, and would walk by the primary key through all of them for the few of another; told that a project is one of many,
-- it goes by the indexes that begin with the project.
alter table items alter column project_id set (n_distinct = 1000);
alter table triplets alter column project_id set (n_distinct = 1000);
do $$
begin
    -- It is read with the next look at the table; an empty one is left as it is, since a look would say that it is small.
    if exists (select from items) then
        analyze items (project_id);
    end if;
    if exists (select from triplets) then
        analyze triplets (project_id);
    end if;
end
$$;
