-- Instruction data by a teacher: what is known of images in words, a project's own kinds, runs, samples, pairs.
create table image_contexts (
    project_id uuid not null,
    image_id uuid primary key,
    captions text[] not null,
    boxes jsonb not null default '[]',
    updated_by text not null,
    updated_at timestamptz not null default now(),
    foreign key (project_id, image_id) references images (project_id, id)
);
create index image_contexts_by_project on image_contexts (project_id, image_id);

-- A change of a kind is a new version of it.
create table instruction_kinds (
    project_id uuid not null references projects,
    name text not null check (name ~ '^[a-z0-9_]{1,40}$'),
    version integer not null,
    template jsonb not null,
    created_at timestamptz not null default now(),
    primary key (project_id, name, version)
);

create table synthesis_runs (
    id uuid primary key,
    project_id uuid not null references projects,
    requested_by text not null,
    teacher jsonb not null,
    -- The kinds with their texts, as they were when the run was asked for.
    kinds jsonb not null,
    counts jsonb not null,
    seed bigint not null,
    budget_tokens bigint not null check (budget_tokens > 0),
    -- Money in millionths of a dollar.
    budget_micros bigint check (budget_micros >= 0),
    spent_tokens bigint not null default 0 check (spent_tokens >= 0),
    spent_micros bigint not null default 0 check (spent_micros >= 0),
    -- Held back for requests in flight.
    reserved_tokens bigint not null default 0 check (reserved_tokens >= 0),
    reserved_micros bigint not null default 0 check (reserved_micros >= 0),
    -- Set when the plan is drawn.
    images bigint,
    estimate jsonb,
    state text not null
        check (state in ('queued', 'running', 'finished', 'out_of_budget', 'failed', 'cancelled')),
    cancel_requested boolean not null default false,
    reason text,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    unique (project_id, id),
    check ((state in ('queued', 'running')) = (finished_at is null))
);
-- One run a project at a time.
create unique index synthesis_runs_one_active on synthesis_runs (project_id) where state in ('queued', 'running');
create index synthesis_runs_list on synthesis_runs (project_id, id desc);

-- One request each. Its split is its image's, and never held out.
create table synthesis_samples (
    id uuid primary key,
    project_id uuid not null,
    run_id uuid not null,
    -- Its place in the plan, from 0.
    n integer not null check (n >= 0),
    image_id uuid not null,
    split text not null check (split in ('train', 'validation')),
    kind text not null,
    template_version integer not null,
    -- Which of its kind for this image, from 0.
    nth integer not null check (nth >= 0),
    state text not null default 'planned'
        check (state in ('planned', 'sent', 'made', 'unparsed', 'failed', 'lost', 'skipped')),
    -- As it was sent.
    context text,
    request_hash text check (request_hash ~ '^[0-9a-f]{64}$'),
    tries integer not null default 0,
    reserved_tokens bigint not null default 0,
    reserved_micros bigint not null default 0,
    reply text,
    ended text,
    reply_model text,
    reason text,
    prompt_tokens bigint not null default 0,
    reply_tokens bigint not null default 0,
    micros bigint not null default 0,
    seconds real,
    replied_at timestamptz,
    unique (project_id, id),
    unique (run_id, n),
    -- No image is paid for twice.
    unique (run_id, image_id, kind, nth),
    unique (project_id, id, image_id, split),
    foreign key (project_id, run_id) references synthesis_runs (project_id, id),
    foreign key (project_id, image_id, split) references images (project_id, id, split),
    check ((state in ('made', 'unparsed')) = (reply is not null)),
    check (reply is null or request_hash is not null)
);
create index synthesis_samples_by_state on synthesis_samples (run_id, state, n);

-- Questions with their answers, as they were read, and the items that came of them.
create table synthesis_pairs (
    project_id uuid not null,
    sample_id uuid not null,
    -- Its place in the reply, from 0.
    n integer not null check (n >= 0),
    image_id uuid not null,
    split text not null check (split in ('train', 'validation')),
    question text not null,
    answer text not null check (octet_length(answer) <= 16384),
    flags text[] not null default '{}',
    -- None where the image has an item with this question already, or is gone.
    item_id uuid unique,
    primary key (sample_id, n),
    unique (project_id, item_id, sample_id),
    foreign key (project_id, sample_id, image_id, split)
        references synthesis_samples (project_id, id, image_id, split),
    foreign key (project_id, item_id, image_id, split) references items (project_id, id, image_id, split)
);
create index synthesis_pairs_by_image on synthesis_pairs (image_id);

-- A reply that stands is never asked for, written or thrown away again.
create trigger synthesis_samples_kept before update on synthesis_samples
    for each row when (old.reply is not null) execute function refuse_change();
create trigger synthesis_samples_not_deleted before delete on synthesis_samples
    for each row execute function refuse_change();

grant select, insert, update, delete on image_contexts to vitrine_app;
grant select, insert on instruction_kinds to vitrine_app;
grant select, insert, update on synthesis_runs to vitrine_app;
grant select, insert, update on synthesis_samples to vitrine_app;
grant select, insert on synthesis_pairs to vitrine_app;
grant update (flags) on synthesis_pairs to vitrine_app;
