-- Who did what. Append-only, as reviews are: the database itself refuses anything else.
create table audit_events (
    id uuid primary key,
    project_id uuid references projects,
    -- A person, or the name of a rule.
    actor_id uuid references users,
    actor_name text not null,
    action text not null,
    subject_kind text not null,
    subject_id text not null,
    detail jsonb not null default '{}',
    from_address text,
    at timestamptz not null default now()
);
create index audit_events_by_project on audit_events (project_id, id desc);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only: % is refused', tg_table_name, tg_op using errcode = 'restrict_violation';
end
$$;

create trigger reviews_append_only before update or delete on reviews
    for each row execute function refuse_change();
create trigger reviews_no_truncate before truncate on reviews
    for each statement execute function refuse_change();
create trigger audit_events_append_only before update or delete on audit_events
    for each row execute function refuse_change();
create trigger audit_events_no_truncate before truncate on audit_events
    for each statement execute function refuse_change();
