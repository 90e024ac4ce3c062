-- Looks at the rows that stand, while others read and write; a wrong one stops the migration under its constraint's name.
alter table images validate constraint images_split_of_cluster;
alter table images validate constraint images_split_with_cluster;
alter table items validate constraint items_split_of_image;
alter table items validate constraint items_split_or_aside;
alter table items validate constraint items_blind_if_held_out;
alter table reviews validate constraint reviews_supersede_same_item;
alter table triplets validate constraint triplets_of_items_image_and_split;
alter table triplets validate constraint triplets_of_items_review;
alter table triplets validate constraint triplets_superseded_same_item;
alter table triplets validate constraint triplets_blind_if_held_out;
alter table snapshot_triplets validate constraint snapshot_triplets_project;
alter table snapshot_triplets validate constraint snapshot_triplets_of_snapshot;
alter table snapshot_triplets validate constraint snapshot_triplets_split_of_triplet;
alter table evaluation_items validate constraint evaluation_items_project;
alter table evaluation_items validate constraint evaluation_items_of_evaluation;
alter table evaluation_items validate constraint evaluation_items_of_item;
alter table gate_decisions validate constraint gate_decisions_of_run;

-- The checks make this a matter of a moment, and then are of no more use.
alter table snapshot_triplets alter column project_id set not null;
alter table evaluation_items alter column project_id set not null;
alter table snapshot_triplets drop constraint snapshot_triplets_project;
alter table evaluation_items drop constraint evaluation_items_project;

-- What the wider keys say too would be asked twice at every insert.
alter table images drop constraint images_project_id_cluster_id_fkey;
alter table reviews drop constraint reviews_supersedes_fkey;
alter table triplets
    drop constraint triplets_project_id_item_id_fkey,
    drop constraint triplets_project_id_image_id_fkey,
    drop constraint triplets_project_id_review_id_fkey,
    drop constraint triplets_superseded_by_fkey;
alter table snapshot_triplets
    drop constraint snapshot_triplets_snapshot_id_fkey,
    drop constraint snapshot_triplets_triplet_id_fkey;
alter table evaluation_items
    drop constraint evaluation_items_evaluation_id_fkey,
    drop constraint evaluation_items_triplet_id_fkey,
    drop constraint evaluation_items_item_id_fkey;
alter table gate_decisions drop constraint gate_decisions_training_run_id_fkey;
