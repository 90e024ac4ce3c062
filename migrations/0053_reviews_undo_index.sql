-- What was taken back counts nowhere. Built in one pass, as 0045.
create index reviews_undo on reviews (project_id) where round = 'undo';
