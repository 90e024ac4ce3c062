-- Proposals, reviews, triplets: what the model said, what people said, what became true.
create table proposals (
    id uuid primary key,
    project_id uuid not null references projects,
    item_id uuid not null,
    model_version_id uuid not null,
    answer text not null check (octet_length(answer) <= 16384),
    regions jsonb not null default '[]',
    malformed_regions integer not null default 0,
    well_formed boolean not null,
    confidence real not null check (confidence between 0 and 1),
    prompt_tokens integer not null,
    answer_tokens integer not null,
    seconds real not null,
    created_at timestamptz not null default now(),
    unique (project_id, id),
    -- A propose job delivered twice leaves one proposal.
    unique (item_id, model_version_id),
    foreign key (project_id, item_id) references items (project_id, id),
    foreign key (project_id, model_version_id) references model_versions (project_id, id)
);

create table reviews (
    id uuid primary key,
    project_id uuid not null references projects,
    item_id uuid not null,
    proposal_id uuid,
    reviewer_id uuid not null references users,
    verdict text not null check (verdict in ('accept', 'correct', 'reject', 'escalate', 'label')),
    answer text not null check (octet_length(answer) <= 16384),
    regions jsonb not null default '[]',
    correction boolean not null,
    note text not null default '',
    instruction text not null,
    policy_id uuid not null,
    -- The fencing token it was made under: one review a claim.
    fence bigint not null,
    supersedes uuid references reviews,
    created_at timestamptz not null default now(),
    unique (project_id, id),
    unique (item_id, fence),
    foreign key (project_id, item_id) references items (project_id, id),
    foreign key (project_id, proposal_id) references proposals (project_id, id),
    foreign key (project_id, policy_id) references policies (project_id, id),
    -- A blind review saw no proposal; the others did.
    check ((verdict = 'label' and proposal_id is null) or verdict in ('reject', 'escalate')
        or (verdict in ('accept', 'correct') and proposal_id is not null)),
    check (verdict <> 'label' or not correction)
);
create index reviews_by_item on reviews (item_id, created_at);
create index reviews_by_project on reviews (project_id, id desc);

-- The review whose triplet made enough of them for the run to start by itself.
alter table training_runs add column asked_by_review uuid;
alter table training_runs add foreign key (project_id, asked_by_review) references reviews (project_id, id);
create index training_runs_by_review on training_runs (asked_by_review) where asked_by_review is not null;

create table triplets (
    id uuid primary key,
    project_id uuid not null references projects,
    item_id uuid not null,
    image_id uuid not null,
    review_id uuid not null unique,
    proposal_id uuid,
    model_version_id uuid,
    blind boolean not null,
    instruction text not null,
    policy_id uuid not null,
    response text not null,
    regions jsonb not null default '[]',
    split text not null check (split in ('train', 'validation', 'held_out')),
    superseded_by uuid references triplets deferrable initially deferred,
    superseded_at timestamptz,
    created_at timestamptz not null default now(),
    unique (project_id, id),
    foreign key (project_id, item_id) references items (project_id, id),
    foreign key (project_id, image_id) references images (project_id, id),
    foreign key (project_id, review_id) references reviews (project_id, id),
    foreign key (project_id, proposal_id) references proposals (project_id, id),
    foreign key (project_id, model_version_id) references model_versions (project_id, id),
    foreign key (project_id, policy_id) references policies (project_id, id),
    check (blind = (proposal_id is null)),
    check ((proposal_id is null) = (model_version_id is null)),
    check (superseded_by is null or superseded_at is not null)
);
create unique index triplets_one_current on triplets (item_id) where superseded_at is null;
create index triplets_current on triplets (project_id, id desc) where superseded_at is null;

create table snapshot_triplets (
    snapshot_id uuid not null references snapshots,
    triplet_id uuid not null references triplets,
    split text not null check (split in ('train', 'validation', 'held_out')),
    primary key (snapshot_id, triplet_id)
);
