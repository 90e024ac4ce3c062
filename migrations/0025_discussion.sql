-- An item may be sent to a person, put on hold, flagged for discussion; what is said about it stays.
alter table items
    add column assignee_id uuid,
    add column held_by uuid,
    add column flagged boolean not null default false;
alter table items
    add constraint items_assignee foreign key (assignee_id) references users not valid,
    add constraint items_holder foreign key (held_by) references users not valid;
alter table items validate constraint items_assignee;
alter table items validate constraint items_holder;
create index items_assigned on items (assignee_id, project_id, priority desc, id)
    where assignee_id is not null and state = 'queued';
create index items_held on items (project_id, id desc) where held_by is not null;
create index items_flagged on items (project_id, id desc) where flagged;

create table comments (
    id uuid primary key,
    project_id uuid not null,
    item_id uuid not null,
    author_id uuid not null references users,
    act text not null check (act in ('say', 'flag', 'settle', 'hold', 'resume', 'send', 'skip')),
    text text not null check (length(text) <= 4000),
    created_at timestamptz not null default now(),
    foreign key (project_id, item_id) references items (project_id, id),
    check (act <> 'say' or length(trim(text)) > 0)
);
create index comments_by_item on comments (item_id, id);
create trigger comments_append_only before update or delete on comments
    for each row execute function refuse_change();
create trigger comments_no_truncate before truncate on comments
    for each statement execute function refuse_change();
grant select, insert on comments to vitrine_app;
