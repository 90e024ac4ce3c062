-- Images in their clusters, and the items that wait for an answer.
-- Every table carries project_id, and foreign keys run over (project_id, id): a row can never
-- point into another project.
create table clusters (
    id uuid primary key,
    project_id uuid not null references projects,
    split text not null check (split in ('train', 'validation', 'held_out')),
    created_at timestamptz not null default now(),
    unique (project_id, id)
);

create table images (
    id uuid primary key,
    project_id uuid not null references projects,
    -- Of the stored bytes, hex; the key under which the object store holds them.
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    width integer not null check (width > 0),
    height integer not null check (height > 0),
    bytes bigint not null check (bytes > 0),
    phash bit(64) not null,
    -- None: set aside, it bridges clusters of different splits.
    cluster_id uuid,
    purged_at timestamptz,
    created_at timestamptz not null default now(),
    unique (project_id, id),
    unique (project_id, sha256),
    foreign key (project_id, cluster_id) references clusters (project_id, id)
);

create table items (
    id uuid primary key,
    project_id uuid not null references projects,
    image_id uuid not null,
    instruction text not null,
    state text not null check (state in ('waiting', 'queued', 'decided', 'escalated', 'set_aside', 'purged')),
    blind boolean not null,
    priority real not null default 0,
    -- The fencing token last given out.
    fence bigint not null default 0,
    created_at timestamptz not null default now(),
    decided_at timestamptz,
    unique (project_id, id),
    unique (project_id, image_id, instruction),
    foreign key (project_id, image_id) references images (project_id, id)
);
create index items_queue on items (project_id, priority desc, id) where state = 'queued';
create index items_list on items (project_id, id desc);
create index items_by_state on items (project_id, state, id desc);

-- The leases that stand now. A fence that is not here with its reviewer and in time is refused.
create table claims (
    item_id uuid primary key,
    project_id uuid not null,
    reviewer_id uuid not null references users,
    fence bigint not null,
    claimed_at timestamptz not null default now(),
    expires_at timestamptz not null,
    foreign key (project_id, item_id) references items (project_id, id)
);
create index claims_by_reviewer on claims (reviewer_id, expires_at);

-- Skipped by a reviewer: not offered to that reviewer again.
create table skips (
    item_id uuid not null,
    project_id uuid not null,
    reviewer_id uuid not null references users,
    reason text not null default '',
    created_at timestamptz not null default now(),
    primary key (item_id, reviewer_id),
    foreign key (project_id, item_id) references items (project_id, id)
);
