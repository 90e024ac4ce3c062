-- Filters of the queue with a name; a person's own, or shared with the project by a lead.
create table views (
    id uuid primary key,
    project_id uuid not null references projects,
    owner_id uuid not null references users,
    name text not null check (length(name) between 1 and 100),
    filter jsonb not null,
    shared boolean not null default false,
    created_at timestamptz not null default now(),
    unique (project_id, owner_id, name)
);
grant select, insert, delete on views to vitrine_app;
