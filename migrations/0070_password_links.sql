-- The way back in for whoever forgot their password: one link a user, the newest. Of its token only a hash stands here, so
-- whoever reads this table can set nobody's password. It holds under the authentication version that it was made under: a
-- changed password, a deactivation and its own use end it; and so does the end of its maker's access.
create table password_links (
    user_id uuid primary key references users,
    token_hash bytea not null unique,
    auth_version integer not null,
    -- As the audit trail names them.
    made_by text not null,
    -- Null: the command line.
    made_by_id uuid references users,
    made_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz not null,
    check (expires_at > made_at)
);
grant select, insert, update, delete on password_links to vitrine_app;
