drop table if exists bare_queue;
create table bare_queue as select id, project_id, state, priority, fence from items;
alter table bare_queue add primary key (id);
create index bare_queue_open on bare_queue (project_id, priority desc, id) where state = 'queued';
