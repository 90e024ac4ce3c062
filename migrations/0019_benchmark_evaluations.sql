-- A model version on a published benchmark: asked for, under way, or with its result and every answer.
create table benchmark_evaluations (
    id uuid primary key,
    project_id uuid not null references projects,
    model_version_id uuid not null,
    benchmark text not null check (benchmark in ('llava-bench-coco', 'llava-bench-wild', 'scienceqa')),
    requested_by text not null,
    state text not null check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
    cancel_requested boolean not null default false,
    -- Answers and judgements that stand, of so many.
    done integer not null default 0,
    total integer not null default 0,
    reason text,
    result jsonb,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    unique (project_id, id),
    foreign key (project_id, model_version_id) references model_versions (project_id, id),
    check ((state in ('done', 'failed', 'cancelled')) = (finished_at is not null)),
    check ((state = 'done') = (result is not null))
);
-- The same is measured once at a time.
create unique index benchmark_evaluations_one_active on benchmark_evaluations (model_version_id, benchmark)
    where state in ('queued', 'running');
create index benchmark_evaluations_by_project on benchmark_evaluations (project_id, id desc);

create table benchmark_answers (
    project_id uuid not null,
    evaluation_id uuid not null,
    position integer not null,
    question_id text not null,
    category text not null,
    prompt text not null,
    answer text not null,
    cut boolean not null,
    expected text not null,
    outcome text not null check (outcome in ('right', 'wrong', 'scored', 'failed', 'unscored')),
    reference_score double precision,
    candidate_score double precision,
    judgements jsonb not null default '[]',
    primary key (evaluation_id, position),
    unique (evaluation_id, question_id),
    foreign key (project_id, evaluation_id) references benchmark_evaluations (project_id, id),
    check ((outcome = 'scored') = (reference_score is not null and candidate_score is not null))
);

grant select, insert, update on benchmark_evaluations to vitrine_app;
-- What was answered stays as it was.
grant select, insert on benchmark_answers to vitrine_app;
