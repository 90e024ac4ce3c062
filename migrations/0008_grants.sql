-- Server and worker connect as a role that owns nothing: `vitrine_app` (made by `vitrine-server migrate`
-- where it is missing, before the migrations run).
grant usage on schema public to vitrine_app;
grant select, insert, update, delete on all tables in schema public to vitrine_app;
revoke update, delete, truncate on reviews, audit_events from vitrine_app;
revoke insert, update, delete on _sqlx_migrations from vitrine_app;
