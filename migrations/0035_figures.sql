-- What figures and the audit trail's filters go by. Each index is built in one pass over its table, about a second a
-- million rows, in which writers of that table wait.
create index reviews_by_day on reviews (project_id, created_at desc);
create index items_by_age on items (project_id, created_at) where state = 'queued';
create index audit_events_by_actor on audit_events (project_id, actor_name, id desc);
create index audit_events_by_action on audit_events (project_id, action, id desc);
create index audit_events_by_subject on audit_events (project_id, subject_id, id desc);
create index audit_events_by_item on audit_events (project_id, (detail ->> 'item'), id desc)
    where detail ? 'item';
