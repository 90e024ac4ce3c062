-- Items bench.from + 1 to bench.to of the project bench.project, as intake and a model leave them: one of fifty held out
-- and blind, all others proposed for, all queued. The same bench.seed gives the same rows.
-- Keys to other rows are not looked up one by one (the rows are made to fit): a million of them would take minutes more.
set session_replication_role = replica;

create temp table fresh on commit drop as
select n, at, h,
    (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0')
        || '7' || substr(h, 1, 3) || '8' || substr(h, 4, 15))::uuid as id,
    ('x' || substr(h, 20, 6))::bit(24)::int / 16777216.0 as confidence,
    case n % 50 when 0 then 'held_out' when 1 then 'validation' else 'train' end as split,
    current_setting('bench.project')::uuid as project
from (
    select n, timestamptz '2026-01-01 00:00:00Z' + n * interval '1 second' as at,
        md5(current_setting('bench.seed') || ' ' || n) as h
    from generate_series(current_setting('bench.from')::int + 1, current_setting('bench.to')::int) n
) numbered;

insert into clusters (id, project_id, split, created_at)
select id, project, split, at from fresh;

insert into images (id, project_id, sha256, width, height, bytes, phash, cluster_id, split, created_at)
select id, project, h || md5(h), 640, 480, 40000, ('x' || substr(h, 1, 16))::bit(64), id, split, at from fresh;

insert into items (id, project_id, image_id, instruction, state, blind, priority, split, created_at)
select id, project, id, 'Flag policy-violating logos. Say which, and where.', 'queued', split = 'held_out',
    case split when 'held_out' then 0.5 else 1 - confidence end, split, at from fresh;

insert into proposals (id, project_id, item_id, model_version_id, answer, regions, malformed_regions, well_formed,
    confidence, prompt_tokens, answer_tokens, seconds, created_at)
select f.id, f.project, f.id, c.model_version_id,
    case when n % 3 = 0 then 'No violations.' else 'Violations: Nike.' end,
    case when n % 3 = 0 then '[]'::jsonb else jsonb_build_array(jsonb_build_object('label', 'Nike', 'kind', 'box',
        'xyxy', jsonb_build_array(0.1, 0.1, 0.4, 0.3), 'source', 'head', 'score', 0.5)) end,
    0, true, f.confidence, 90, 6, 0.5, at
from fresh f join champions c on c.project_id = f.project
where split <> 'held_out';

set session_replication_role = origin;
