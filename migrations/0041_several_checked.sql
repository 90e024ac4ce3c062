-- Looks at the rows that stand, while others read and write.
alter table instruction_kinds validate constraint instruction_kinds_images;
