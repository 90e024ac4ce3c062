-- What a reviewer has written and not yet decided. Each save is a version; the key lets two saves from one version
-- make one, whichever comes first.
create table drafts (
    item_id uuid not null,
    reviewer_id uuid not null references users,
    version integer not null check (version > 0),
    project_id uuid not null,
    body jsonb not null,
    saved_at timestamptz not null default now(),
    primary key (item_id, reviewer_id, version),
    foreign key (project_id, item_id) references items (project_id, id)
);
create index drafts_by_reviewer on drafts (reviewer_id, project_id, saved_at desc);
grant select, insert, delete on drafts to vitrine_app;
