-- A project: one policy, its labels, its members, its rules for learning.
create table projects (
    id uuid primary key,
    slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    name text not null check (length(name) between 1 and 200),
    instruction text not null check (length(instruction) between 1 and 4000),
    settings jsonb not null default '{}',
    -- Current train and validation triplets since the last run's snapshot.
    triplets_new integer not null default 0 check (triplets_new >= 0),
    created_at timestamptz not null default now()
);

create table memberships (
    project_id uuid not null references projects,
    user_id uuid not null references users,
    role text not null check (role in ('admin', 'lead', 'reviewer', 'engineer')),
    since timestamptz not null default now(),
    primary key (project_id, user_id)
);
create index memberships_by_user on memberships (user_id);

create table policies (
    id uuid primary key,
    project_id uuid not null references projects,
    version integer not null,
    text text not null,
    created_at timestamptz not null default now(),
    unique (project_id, version),
    unique (project_id, id)
);

create table labels (
    project_id uuid not null references projects,
    name text not null check (length(name) between 1 and 100),
    position integer not null,
    primary key (project_id, name)
);
