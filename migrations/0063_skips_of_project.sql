-- What was passed over in a project, by whom: the list of it begins here. Built in one pass, as 0045.
create index skips_of_project on skips (project_id, reviewer_id, item_id);
