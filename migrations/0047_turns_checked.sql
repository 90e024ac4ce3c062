-- Looks at the rows that stand, while others read and write.
alter table reviews validate constraint reviews_turns;
alter table reviews validate constraint reviews_turns_whole;
alter table reviews validate constraint reviews_accept_adds_no_turns;
alter table triplets validate constraint triplets_turns;
alter table triplets validate constraint triplets_turns_whole;
