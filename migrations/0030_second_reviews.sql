-- A decided item may wait for a second review, blind to the first, and for a lead where the two differ.
alter table items add column second_of uuid;
alter table items drop constraint items_state_check;
alter table items
    add constraint items_state_check check (state in
        ('waiting', 'queued', 'second_review', 'adjudication', 'decided', 'escalated', 'set_aside', 'purged')) not valid,
    -- Whose review the second is not to know, and whom it is not offered.
    add constraint items_second_of foreign key (second_of) references users not valid,
    add constraint items_second_has_first check ((state = 'second_review') = (second_of is not null)) not valid;
alter table items validate constraint items_state_check;
alter table items validate constraint items_second_of;
alter table items validate constraint items_second_has_first;
-- By first reviewer, so that a claim passes over one's own as a whole and not one by one.
create index items_second on items (project_id, second_of, priority desc, id) where state = 'second_review';

-- round: in which turn a review was written. beside: the first review, of which a second is.
-- seconds: from when the item was opened at the desk to the decision; none where nobody had it open (a batch).
alter table reviews
    add column round text not null default 'first',
    add column beside uuid,
    add column seconds real;
alter table reviews
    add constraint reviews_round check (round in ('first', 'second', 'adjudication', 'undo')) not valid,
    add constraint reviews_second_beside_first check ((round = 'second') = (beside is not null)) not valid,
    add constraint reviews_beside_same_item foreign key (project_id, item_id, beside)
        references reviews (project_id, item_id, id) not valid;
alter table reviews validate constraint reviews_round;
alter table reviews validate constraint reviews_second_beside_first;
alter table reviews validate constraint reviews_beside_same_item;
create index reviews_second on reviews (project_id, created_at) where round = 'second';

create function second_is_anothers() returns trigger language plpgsql as $$
begin
    if exists (select from reviews where id = new.beside and reviewer_id = new.reviewer_id) then
        raise exception 'the second review of an item is not by the reviewer of the first'
            using errcode = 'check_violation';
    end if;
    return new;
end
$$;
create trigger reviews_second_is_anothers before insert on reviews
    for each row when (new.round = 'second') execute function second_is_anothers();

-- Since when the item lies open at the desk; none while it is only prefetched.
alter table claims add column opened_at timestamptz;

-- By which the sampled share of second reviews is drawn. Not among the settings, which every member reads.
alter table projects add column draw_seed bigint not null default floor(random() * 9007199254740992)::bigint;
