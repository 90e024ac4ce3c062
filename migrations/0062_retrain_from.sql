-- What a failed or cancelled run was to learn from is new again; by itself the next run starts only once there are so many.
alter table projects add column retrain_from integer not null default 0 check (retrain_from >= 0);
