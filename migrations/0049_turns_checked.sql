-- Looks at the rows that stand, while others read and write.
alter table reviews validate constraint reviews_turns, validate constraint reviews_turns_whole;
alter table triplets validate constraint triplets_turns, validate constraint triplets_turns_whole;
