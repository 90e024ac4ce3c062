-- Model versions, training runs, snapshots (their triplets follow with the reviews).
create table model_versions (
    id uuid primary key,
    project_id uuid not null references projects,
    name text not null,
    base_hash text not null,
    artefact_hash text,
    training_run_id uuid unique,
    compared_with uuid,
    -- Was it ever in use?
    promoted_at timestamptz,
    created_at timestamptz not null default now(),
    unique (project_id, id),
    unique (project_id, name),
    foreign key (project_id, compared_with) references model_versions (project_id, id)
);

-- The pointer that promotion and rollback move; the only place that says which version is in use.
create table champions (
    project_id uuid primary key references projects,
    model_version_id uuid not null,
    since timestamptz not null default now(),
    foreign key (project_id, model_version_id) references model_versions (project_id, id)
);

create table snapshots (
    id uuid primary key,
    project_id uuid not null references projects,
    hash text not null check (hash ~ '^[0-9a-f]{64}$'),
    created_at timestamptz not null default now(),
    unique (project_id, id),
    unique (project_id, hash)
);

create table training_runs (
    id uuid primary key,
    project_id uuid not null references projects,
    snapshot_id uuid not null,
    trigger text not null check (trigger in ('threshold', 'cron', 'button')),
    requested_by text not null,
    -- The cron tick, so that two servers' ticks make one run.
    tick text,
    config jsonb not null,
    seed bigint not null,
    base_hash text,
    state text not null check (state in ('queued', 'training', 'evaluating', 'decided', 'failed', 'cancelled')),
    cancel_requested boolean not null default false,
    step integer not null default 0,
    steps integer not null default 0,
    eta_seconds real,
    reason text,
    figures jsonb not null default '{}',
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    unique (project_id, id),
    unique (project_id, tick),
    foreign key (project_id, snapshot_id) references snapshots (project_id, id),
    check ((state in ('decided', 'failed', 'cancelled')) = (finished_at is not null))
);
-- One training run a project at a time.
create unique index training_runs_one_active on training_runs (project_id)
    where state in ('queued', 'training', 'evaluating');

alter table model_versions
    add foreign key (project_id, training_run_id) references training_runs (project_id, id);

create table training_points (
    training_run_id uuid not null references training_runs,
    step integer not null,
    loss real not null,
    validation_loss real,
    learning_rate real not null,
    grad_norm real not null,
    tokens_per_second real not null,
    primary key (training_run_id, step)
);
