-- Decided items whose review is taken for the truth, and the copies of them that come to reviewers unmarked: an item
-- like any other, for one reviewer alone, whose review makes no triplet.
create table gold_items (
    item_id uuid primary key,
    project_id uuid not null,
    review_id uuid not null,
    marked_by uuid not null references users,
    marked_at timestamptz not null default now(),
    foreign key (project_id, item_id) references items (project_id, id),
    foreign key (project_id, item_id, review_id) references reviews (project_id, item_id, id)
);
create index gold_items_of_project on gold_items (project_id, item_id);
grant select, insert, update, delete on gold_items to vitrine_app;

alter table items add column gold_of uuid, add column gold_for uuid;
alter table items
    add constraint items_gold_of foreign key (project_id, gold_of) references items (project_id, id) not valid,
    add constraint items_gold_for foreign key (gold_for) references users not valid,
    add constraint items_gold_of_and_for check ((gold_of is null) = (gold_for is null)) not valid;
alter table items validate constraint items_gold_of;
alter table items validate constraint items_gold_for;
alter table items validate constraint items_gold_of_and_for;
-- Each reviewer once.
create unique index items_gold_once on items (gold_of, gold_for) where gold_of is not null;
create index items_gold_open on items (gold_for, project_id, priority desc, id)
    where gold_of is not null and state = 'queued';
create index items_gold on items (project_id) where gold_of is not null;
-- A worker from before cannot queue a teacher's pairs once the old key is gone; its job is tried again by the new one.
create unique index items_once on items (project_id, image_id, instruction) where gold_of is null;
alter table items drop constraint items_project_id_image_id_instruction_key;

create function gold_makes_no_triplet() returns trigger language plpgsql as $$
begin
    if exists (select from items where id = new.item_id and gold_of is not null) then
        raise exception 'the review of a gold item makes no triplet' using errcode = 'check_violation';
    end if;
    return new;
end
$$;
create trigger triplets_not_of_gold before insert on triplets
    for each row execute function gold_makes_no_triplet();
