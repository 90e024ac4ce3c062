-- Server and worker connect as a role that owns nothing: `vitrine_app` (made by `vitrine-server migrate`
-- where it is missing, before the migrations run).
grant usage on schema public to vitrine_app;
grant select, insert, update, delete on all tables in schema public to vitrine_app;
revoke update, delete, truncate on reviews, audit_events from vitrine_app;
-- What is fixed for ever stays fixed: a cluster's split, an image's cluster, a policy's text, a snapshot's list.
revoke update, delete on clusters, images, policies, snapshots, snapshot_triplets from vitrine_app;
grant update (purged_at) on images to vitrine_app;
-- A triplet is superseded, never overwritten.
revoke update, delete on triplets from vitrine_app;
grant update (superseded_at, superseded_by) on triplets to vitrine_app;
revoke insert, update, delete on _sqlx_migrations from vitrine_app;
