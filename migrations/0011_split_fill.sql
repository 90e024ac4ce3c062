-- What stood before 0010. Alone in its transaction: it holds rows, never a table.
update images m set split = c.split from clusters c where c.id = m.cluster_id and m.split is null;
update items i set split = m.split from images m where m.id = i.image_id and i.split is null and m.split is not null;
update snapshot_triplets e set project_id = s.project_id from snapshots s
    where s.id = e.snapshot_id and e.project_id is null;
update evaluation_items i set project_id = e.project_id from evaluations e
    where e.id = i.evaluation_id and i.project_id is null;
