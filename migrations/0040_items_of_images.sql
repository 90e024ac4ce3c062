-- The same question about other images is another item. A worker from before cannot queue a teacher's pairs once the old
-- key is gone; its job is tried again by the new one. Dropped first: its lock is the stronger, and nobody waits crosswise.
drop index items_once;
create unique index items_once_of_images on items (project_id, image_id, further_images, instruction) where gold_of is null;
