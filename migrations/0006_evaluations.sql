-- How good a model version is on held-out items, and what the gate made of it.
create table evaluations (
    id uuid primary key,
    project_id uuid not null references projects,
    model_version_id uuid not null,
    snapshot_id uuid not null,
    scores jsonb not null,
    created_at timestamptz not null default now(),
    unique (model_version_id, snapshot_id),
    foreign key (project_id, model_version_id) references model_versions (project_id, id),
    foreign key (project_id, snapshot_id) references snapshots (project_id, id)
);

create table evaluation_items (
    evaluation_id uuid not null references evaluations,
    triplet_id uuid not null references triplets,
    item_id uuid not null references items,
    answer text not null,
    regions jsonb not null,
    decision_correct boolean not null,
    head_decision_correct boolean not null,
    malformed boolean not null,
    answer_chrf real not null,
    loss_sum real not null,
    loss_tokens integer not null,
    primary key (evaluation_id, triplet_id)
);

create table gate_decisions (
    training_run_id uuid primary key references training_runs,
    project_id uuid not null references projects,
    candidate_id uuid not null,
    champion_id uuid not null,
    outcome jsonb not null,
    created_at timestamptz not null default now(),
    foreign key (project_id, candidate_id) references model_versions (project_id, id),
    foreign key (project_id, champion_id) references model_versions (project_id, id)
);
