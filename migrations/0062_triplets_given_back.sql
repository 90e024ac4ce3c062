-- What a failed or cancelled run was to learn from is new again; by itself the next run starts only once there are so many.
alter table projects add column retrain_from integer not null default 0 check (retrain_from >= 0);
-- How many triplets were new when the run was asked for; null of runs from before.
alter table training_runs add column triplets_new integer;
