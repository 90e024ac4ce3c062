-- What was sent to a person, and what a person put on hold, in whichever state and project: it is everybody's again once they
-- are deactivated. Built in one pass, as 0045.
create index items_by_assignee on items (assignee_id) where assignee_id is not null;
create index items_by_holder on items (held_by) where held_by is not null;
