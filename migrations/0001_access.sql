-- Who may come in, and what they may do where.
create table users (
    id uuid primary key,
    name text not null unique check (name ~ '^[a-z0-9][a-z0-9._-]{1,62}$'),
    display_name text not null check (length(display_name) between 1 and 100),
    password_hash text not null,
    -- Moves on with every change of password: sessions that carry an older one are over.
    auth_version integer not null default 1,
    is_admin boolean not null default false,
    scripted boolean not null default false,
    disabled boolean not null default false,
    created_at timestamptz not null default now()
);

-- Keyed by a hash of the cookie's id: whoever reads this table can sign in as nobody.
create table sessions (
    id_hash bytea primary key,
    data jsonb not null,
    expires_at timestamptz not null
);
create index sessions_by_expiry on sessions (expires_at);

-- Facts about the database itself (the demo's marker).
create table meta (
    key text primary key,
    value text not null
);
