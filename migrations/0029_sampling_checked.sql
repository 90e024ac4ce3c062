-- Looks at the rows that stand, while others read and write.
alter table reviews validate constraint reviews_of_one_author;
alter table reviews validate constraint reviews_of_a_rule_accept;
alter table reviews validate constraint reviews_of_a_rules_item;
