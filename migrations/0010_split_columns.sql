-- The split goes along from the cluster to image and item, and the project to what hangs on two rows, so that keys can
-- run over them (0012). A server from before does not name these columns: what it leaves out is looked up.
alter table images add column split text;
alter table items add column split text;
alter table snapshot_triplets add column project_id uuid;
alter table evaluation_items add column project_id uuid;

create function image_split() returns trigger language plpgsql as $$
begin
    new.split := (select split from clusters where id = new.cluster_id);
    return new;
end
$$;
create function item_split() returns trigger language plpgsql as $$
begin
    new.split := (select c.split from images m join clusters c on c.id = m.cluster_id where m.id = new.image_id);
    return new;
end
$$;
create function snapshot_project() returns trigger language plpgsql as $$
begin
    new.project_id := (select project_id from snapshots where id = new.snapshot_id);
    return new;
end
$$;
create function evaluation_project() returns trigger language plpgsql as $$
begin
    new.project_id := (select project_id from evaluations where id = new.evaluation_id);
    return new;
end
$$;

create trigger images_split before insert on images
    for each row when (new.split is null) execute function image_split();
create trigger items_split before insert on items
    for each row when (new.split is null) execute function item_split();
create trigger snapshot_triplets_project before insert on snapshot_triplets
    for each row when (new.project_id is null) execute function snapshot_project();
create trigger evaluation_items_project before insert on evaluation_items
    for each row when (new.project_id is null) execute function evaluation_project();
