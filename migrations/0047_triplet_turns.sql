-- The same of what is curated; in a file of its own, so that nobody waits crosswise for both tables.
alter table triplets
    add column turns jsonb not null default '[]',
    add constraint triplets_turns check
        (jsonb_typeof(turns) = 'array' and jsonb_array_length(turns) <= 8 and octet_length(turns::text) <= 131072) not valid,
    add constraint triplets_turns_whole check (jsonb_array_length(turns) =
        jsonb_array_length(jsonb_path_query_array(turns, '$[*] ? (@.instruction > "" && @.response > "")'))) not valid;
