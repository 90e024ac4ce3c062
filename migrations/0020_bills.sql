-- What runs of `vitrine-worker tune` cost, as far as a project keeps them.
create table bills (
    id uuid primary key,
    project_id uuid not null references projects,
    bill jsonb not null,
    -- Of the bill: added twice, it stands once.
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    added_by text not null,
    created_at timestamptz not null default now(),
    unique (project_id, id),
    unique (project_id, sha256)
);
grant select, insert, delete on bills to vitrine_app;
