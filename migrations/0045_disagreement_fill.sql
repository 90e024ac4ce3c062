-- What stands, by the rule of domain/rules/disagreement.rs: decisions compare as sets of names, free words by their words,
-- the two kinds not with each other. Only items that this is so of are written.
with said as (
    select p.item_id, p.answer like 'Violations: %.' or p.answer = 'No violations.' as decides,
        case when p.answer like 'Violations: %.'
            then (select string_agg(n, ', ' order by n)
                from unnest(string_to_array(lower(substr(rtrim(p.answer, '. '), 13)), ', ')) n)
            else btrim(regexp_replace(lower(p.answer), '[^[:alnum:]]+', ' ', 'g')) end as words
    from proposals p where p.model_version_id is not null)
update items set disagreement = true
where id in (select item_id from said where words <> '' group by item_id, decides having count(distinct words) > 1);
