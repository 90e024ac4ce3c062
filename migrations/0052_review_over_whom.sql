-- Whom the item had been sent to and who had it on hold when the review was written, to which an undo brings it back.
alter table reviews add column over_assignee_id uuid, add column over_held_by uuid;
alter table reviews
    add constraint reviews_over_assignee foreign key (over_assignee_id) references users not valid,
    add constraint reviews_over_holder foreign key (over_held_by) references users not valid;
