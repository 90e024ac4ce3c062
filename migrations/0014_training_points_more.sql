-- What a step cost and, with preference pairs, its second loss. Absent on points from before.
alter table training_points
    add column visual_share real,
    add column memory_mb real,
    add column preference_loss real;
