-- What a person has decided, newest first. Built in one pass, as 0045.
create index reviews_by_reviewer on reviews (project_id, reviewer_id, id desc) where round <> 'undo';
