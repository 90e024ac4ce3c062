-- Built in one pass over the table, about a second a million rows, in which writers wait and readers do not. Not
-- concurrently: that would wait for a second migrator, which waits for this one, and could be left invalid.
create index items_disagreement on items (project_id, id desc) where disagreement;
