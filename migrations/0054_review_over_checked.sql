-- Looks at the rows that stand, while others read and write.
alter table reviews validate constraint reviews_over_assignee, validate constraint reviews_over_holder;
