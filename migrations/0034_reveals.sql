-- Veiled images shown clear: to whom, of which item, when, and what it weighed. The log of a person's exposure, which
-- is theirs; so it is no part of the audit trail, which leads read.
create table reveals (
    id uuid primary key,
    project_id uuid not null,
    item_id uuid not null,
    reviewer_id uuid not null references users,
    severity real not null check (severity between 0 and 1),
    exposure real not null check (exposure >= 0),
    revealed_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz not null,
    veiled_at timestamptz,
    unique (project_id, id),
    foreign key (project_id, item_id) references items (project_id, id),
    check (expires_at > revealed_at),
    check (veiled_at >= revealed_at)
);
create index reveals_by_reviewer on reveals (reviewer_id, revealed_at desc) include (exposure);
create index reveals_by_item on reveals (item_id, reviewer_id, revealed_at desc);
create index reveals_by_project on reveals (project_id, revealed_at);
create trigger reveals_no_delete before delete on reveals
    for each row execute function refuse_change();
create trigger reveals_no_truncate before truncate on reveals
    for each statement execute function refuse_change();
grant select, insert on reveals to vitrine_app;
-- Its end is all that is ever added.
grant update (veiled_at) on reveals to vitrine_app;
