-- The bare claim of a queue: the first open row that nobody has locked, taken in one statement. It lies on a copy of the
-- items with the columns that it needs and the queue's own index, the leanest table that such a queue can have.
update bare_queue set state = 'claimed', fence = fence + 1
where id = (
    select id from bare_queue where project_id = :project and state = 'queued'
    order by priority desc, id limit 1 for update skip locked
) returning id;
