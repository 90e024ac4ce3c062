-- A sampling rule on a synthesis run: people review a sample of what it made, the rule accepts the rest if they
-- accepted enough of it.
create table sampling_rules (
    id uuid primary key,
    project_id uuid not null references projects,
    -- One a run: another sample drawn after the first was seen would say nothing.
    run_id uuid not null unique,
    stated_by text not null,
    -- Its sample is reviewed under this one.
    policy_id uuid not null,
    review_percent double precision not null check (review_percent > 0 and review_percent < 100),
    bar_percent double precision not null check (bar_percent > 0 and bar_percent < 100),
    least_reviews bigint not null check (least_reviews > 0),
    state text not null default 'stated'
        check (state in ('stated', 'failed', 'applying', 'applied', 'withdrawn')),
    -- As they were when it failed or was applied.
    reviewed bigint,
    accepted bigint check (accepted <= reviewed),
    bound_percent double precision,
    applied_by text,
    stated_at timestamptz not null default now(),
    applied_at timestamptz,
    ended_at timestamptz,
    unique (project_id, id),
    foreign key (project_id, run_id) references synthesis_runs (project_id, id),
    foreign key (project_id, policy_id) references policies (project_id, id),
    check ((state in ('stated', 'applying')) = (ended_at is null)),
    -- It never accepts below its bar.
    check (state not in ('applying', 'applied') or bound_percent >= bar_percent and applied_by is not null)
);

-- What it was stated over, and which of that was drawn: written once, before anybody has seen an outcome.
create table sampling_items (
    project_id uuid not null,
    rule_id uuid not null,
    item_id uuid primary key,
    sample_id uuid not null,
    drawn boolean not null,
    unique (project_id, rule_id, item_id),
    foreign key (project_id, rule_id) references sampling_rules (project_id, id),
    foreign key (project_id, item_id, sample_id) references synthesis_pairs (project_id, item_id, sample_id)
);
create index sampling_items_by_rule on sampling_items (rule_id, drawn, item_id);

grant select, insert, update, delete on sampling_rules to vitrine_app;
grant select, insert, delete on sampling_items to vitrine_app;

-- An item's part in a rule that stands: drawn ones come first, the others are not offered.
alter table items add column sampling text check (sampling in ('drawn', 'undrawn'));
create index items_offered on items (project_id, priority desc, id)
    where state = 'queued' and sampling is distinct from 'undrawn';

-- A review is a person's or a rule's: one of both; and a rule does nothing but accept, and what it was stated over
-- alone. A server from before knows persons alone and does not see the others.
alter table reviews add column sampling_rule_id uuid;
alter table reviews alter column reviewer_id drop not null;
alter table reviews
    add constraint reviews_of_one_author check (num_nonnulls(reviewer_id, sampling_rule_id) = 1) not valid,
    add constraint reviews_of_a_rule_accept check (sampling_rule_id is null or verdict = 'accept' and not correction)
        not valid,
    add constraint reviews_of_a_rules_item foreign key (project_id, sampling_rule_id, item_id)
        references sampling_items (project_id, rule_id, item_id) not valid;
create index reviews_by_rule on reviews (sampling_rule_id) where sampling_rule_id is not null;
