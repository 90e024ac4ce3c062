-- A conversation may go on after its first answer: further questions and their answers, in order, as
-- [{"instruction": "…", "response": "…"}, …]. A constant default writes no row anew, and a server from before writes none.
alter table reviews add column turns jsonb not null default '[]';
alter table triplets add column turns jsonb not null default '[]';

alter table reviews
    add constraint reviews_turns check
        (jsonb_typeof(turns) = 'array' and jsonb_array_length(turns) <= 8 and octet_length(turns::text) <= 131072) not valid,
    -- Half a turn may stand in a review that makes nothing true.
    add constraint reviews_turns_whole check (verdict in ('reject', 'escalate') or jsonb_array_length(turns) =
        jsonb_array_length(jsonb_path_query_array(turns, '$[*] ? (@.instruction > "" && @.response > "")'))) not valid,
    -- Whoever adds turns accepts more than was proposed.
    add constraint reviews_accept_adds_no_turns check (verdict <> 'accept' or turns = '[]') not valid;
alter table triplets
    add constraint triplets_turns check
        (jsonb_typeof(turns) = 'array' and jsonb_array_length(turns) <= 8 and octet_length(turns::text) <= 131072) not valid,
    add constraint triplets_turns_whole check (jsonb_array_length(turns) =
        jsonb_array_length(jsonb_path_query_array(turns, '$[*] ? (@.instruction > "" && @.response > "")'))) not valid;
