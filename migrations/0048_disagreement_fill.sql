-- no-transaction
-- What stands, by the rule of domain/rules/disagreement.rs: decisions compare as sets of the project's labels, words by
-- their words, the two kinds not with each other. A thousand items a transaction, their rows locked in the order of their
-- ids and only where they are written; cut off, it begins again and comes to the same.
--
-- A database whose own rules of case know ASCII alone takes ICU's, if it has them. Without either, words that differ in
-- the case of other letters count as others.
do $$
declare
    after uuid := '00000000-0000-0000-0000-000000000000';
    batch uuid[];
    icu constant boolean := getdatabaseencoding() = 'UTF8'
        and exists (select from pg_collation where collname = 'und-x-icu');
    -- Space around an answer, and all that is neither letter nor digit, whatever the database's locale.
    space constant text := '[\s\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+';
    signs constant text := '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb'
        '\u00bf\u00d7\u00f7\u0300-\u0344\u2000-\u206f\u20a0-\u20ff\u2190-\u245f\u2500-\u2775\u2794-\u2bff\u3000-\u3004'
        '\u3008-\u3020\u3030\u303d-\u303f\ufe00-\ufe6f\ufeff\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65'
        '\uffe0-\uffff\U0001f300-\U0001faff]+';
    fill constant text := $fill$
        with trimmed as materialized (
            select item_id, project_id, regexp_replace(answer, '^' || $2 || '|' || $2 || '$', '', 'g') as answer
            from proposals where item_id = any($1) and model_version_id is not null
        ), decided as materialized (
            select t.item_id, t.answer, case
                when t.answer = 'No violations.' then '{}'::text[]
                when starts_with(t.answer, 'Violations: ') and right(t.answer, 1) = '.' then (
                    select array_agg(l.name order by l.name)
                    from unnest(string_to_array(substr(t.answer, 13, length(t.answer) - 13), ', ')) n
                    left join lateral (select name from labels where project_id = t.project_id
                        and lower(name collate rules) = lower(n collate rules) order by position limit 1) l on true
                    having bool_and(l.name is not null) and count(distinct l.name) = count(*))
                end as decision
            from trimmed t
        ), said as materialized (
            select item_id, decision is not null as decides, coalesce(decision::text,
                lower(btrim(regexp_replace(answer, $3, ' ', 'g')) collate rules)) as words
            from decided
        ), differing as (
            select id from items where not disagreement and id in (
                select item_id from said where words <> '' group by item_id, decides having count(distinct words) > 1)
            order by id for no key update
        )
        update items set disagreement = true from differing d where items.id = d.id
    $fill$;
begin
    -- Compiling a statement takes longer than a batch.
    perform set_config('jit', 'off', false);
    loop
        batch := array(select id from items where id > after order by id limit 1000);
        exit when batch = '{}';
        execute replace(fill, 'rules', case when icu then '"und-x-icu"' else '"default"' end) using batch, space, signs;
        commit;
        after := batch[cardinality(batch)];
    end loop;
end $$;
