-- What a person has set for themselves, in every project and on every device: the desk's keys.
create table preferences (
    user_id uuid primary key references users,
    preferences jsonb not null,
    changed_at timestamptz not null default now()
);
grant select, insert, update on preferences to vitrine_app;
