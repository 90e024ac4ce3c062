-- One split from the cluster down to the snapshot's row, and nothing that points into another project or at another
-- item. From here on new rows are held to it; 0013 looks at those that stand.
create unique index clusters_split on clusters (project_id, id, split);
create unique index images_split on images (project_id, id, split);
create unique index items_split on items (project_id, id, image_id, split);
create unique index reviews_of_item on reviews (project_id, item_id, id);
create unique index triplets_of_item on triplets (project_id, item_id, id);
create unique index triplets_split on triplets (project_id, id, split);
create unique index evaluations_of_project on evaluations (project_id, id);

-- An image that bridges clusters has neither cluster nor split, and its items are in no queue.
alter table images
    add constraint images_split_of_cluster foreign key (project_id, cluster_id, split)
        references clusters (project_id, id, split) not valid,
    add constraint images_split_with_cluster check ((cluster_id is null) = (split is null)) not valid;
alter table items
    add constraint items_split_of_image foreign key (project_id, image_id, split)
        references images (project_id, id, split) not valid,
    add constraint items_split_or_aside check (split is not null or state in ('set_aside', 'purged')) not valid,
    add constraint items_blind_if_held_out check (blind = (split is not distinct from 'held_out')) not valid;
alter table reviews
    add constraint reviews_supersede_same_item foreign key (project_id, item_id, supersedes)
        references reviews (project_id, item_id, id) not valid;
alter table triplets
    add constraint triplets_of_items_image_and_split foreign key (project_id, item_id, image_id, split)
        references items (project_id, id, image_id, split) not valid,
    add constraint triplets_of_items_review foreign key (project_id, item_id, review_id)
        references reviews (project_id, item_id, id) not valid,
    add constraint triplets_superseded_same_item foreign key (project_id, item_id, superseded_by)
        references triplets (project_id, item_id, id) deferrable initially deferred not valid,
    add constraint triplets_blind_if_held_out check (blind = (split = 'held_out')) not valid;
alter table snapshot_triplets
    add constraint snapshot_triplets_project check (project_id is not null) not valid,
    add constraint snapshot_triplets_of_snapshot foreign key (project_id, snapshot_id)
        references snapshots (project_id, id) not valid,
    add constraint snapshot_triplets_split_of_triplet foreign key (project_id, triplet_id, split)
        references triplets (project_id, id, split) not valid;
alter table evaluation_items
    add constraint evaluation_items_project check (project_id is not null) not valid,
    add constraint evaluation_items_of_evaluation foreign key (project_id, evaluation_id)
        references evaluations (project_id, id) not valid,
    add constraint evaluation_items_of_item foreign key (project_id, item_id, triplet_id)
        references triplets (project_id, item_id, id) not valid;
alter table gate_decisions
    add constraint gate_decisions_of_run foreign key (project_id, training_run_id)
        references training_runs (project_id, id) not valid;
