-- Pages show the last eight digits of an item's id; by them it is found. Built in one pass, as 0045.
create index items_by_tail on items (project_id, right(id::text, 8));
