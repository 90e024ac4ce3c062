-- What a person did, apart from what others of the same shown name did, who share an index by it. Built in one pass, as 0045.
create index audit_events_by_person on audit_events (project_id, actor_id, id desc) where actor_id is not null;
