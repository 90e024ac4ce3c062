-- Looks at the rows that stand, while others read and write.
alter table proposals validate constraint proposals_unsure_if_a_models;
