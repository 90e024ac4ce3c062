-- Looks at the rows that stand, while others read and write.
alter table proposals validate constraint proposals_of_one_author;
alter table proposals validate constraint proposals_sure_if_a_models;
alter table proposals validate constraint proposals_of_a_pair;
alter table triplets validate constraint triplets_of_one_author;
alter table triplets validate constraint triplets_of_a_pair;

-- It said the same while a model version was the only author.
alter table triplets drop constraint triplets_check1;
